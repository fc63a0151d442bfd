// Workers in parts, each with a generator of its own: what each-thread, reserve and independent keys are made of.
// Built for speed: one op asks one part as a rule, however many there are.
import { HarnessError } from "../core/errors.ts";
import type { Nanos, WorkerId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import { withWorkers } from "./context.ts";
import type { GenContext, Generator, Next } from "./generator.ts";
import { rememberLast } from "./remember.ts";
import { DONE, pending, sooner } from "./wrap.ts";

type Workers = readonly WorkerId[];

/** Cuts an ascending list of workers into consecutive parts; those in none are left over. */
export type Cut = (workers: Workers) => readonly Workers[];

/**
 * What a part works on next: called when it begins (`turn` 0) and whenever its generator is done. `taken` counts the
 * generators handed out to all parts so far. Undefined: this part is over.
 */
export type Supply<R extends AnyRequest> = (
  part: number,
  turn: number,
  taken: number,
) => Generator<R> | undefined;

/** Generators in a row that a part may find done at once: more means that it will never have an operation. */
const MAX_EMPTY = 100_000;

interface Slot<R extends AnyRequest> {
  /** Null: this part is over. */
  readonly generator: Generator<R> | null;
  readonly turn: number;
}

interface Layout {
  readonly parts: readonly Workers[];
  /** Part of a worker; undefined in none. */
  readonly partOf: ReadonlyMap<WorkerId, number>;
}

type Op<R extends AnyRequest> = Extract<Next<R>, { kind: "op" }>;

/**
 * Each part of the workers on what `supply` gives it. The part of a random free worker is asked first, then the
 * others, until one has an op that is due. Events go to their worker's part. Done when all parts are over.
 */
export function inParts<R extends AnyRequest>(cut: Cut, supply: Supply<R>): Generator<R> {
  return partsIn(rememberLast(layoutBy(cut)), supply, [], 0);
}

const layoutBy =
  (cut: Cut) =>
  (workers: Workers): Layout => {
    const parts = cut(workers);
    return { parts, partOf: new Map(parts.flatMap((part, i) => part.map((w) => [w, i] as const))) };
  };

function partsIn<R extends AnyRequest>(
  layout: (workers: Workers) => Layout,
  supply: Supply<R>,
  slots: readonly (Slot<R> | undefined)[],
  taken: number,
): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      if (context.workers.length === 0) return DONE;
      if (context.free.length === 0) return pending(self);
      const search = new Search(layout(context.workers), supply, slots, taken);
      const op = search.run(context);
      if (op === null && search.isOver()) return DONE;
      const rest = partsIn(layout, supply, search.slots, search.taken);
      return op === null ? pending(rest, search.until) : { ...op, rest };
    },
    update(context, event) {
      const { parts, partOf } = layout(context.workers);
      const part = partOf.get(event.worker);
      const slot = part === undefined ? undefined : slots[part];
      if (part === undefined || slot === undefined || slot.generator === null) return self;
      const after = slot.generator.update(contextOf(parts[part] ?? [], context), event);
      if (after === slot.generator) return self;
      const changed = slots.slice();
      changed[part] = { generator: after, turn: slot.turn };
      return partsIn(layout, supply, changed, taken);
    },
  };
  return self;
}

/** The context of one part. Its free workers stand side by side, since parts are consecutive. */
function contextOf(members: Workers, context: GenContext): GenContext {
  const { free } = context;
  const first = members[0] ?? Infinity;
  const last = members.at(-1) ?? -Infinity;
  let start = 0;
  while (start < free.length && (free[start] as number) < first) start++;
  let end = start;
  while (end < free.length && (free[end] as number) <= last) end++;
  return withWorkers(context, members, free.slice(start, end));
}

/** One pass over the parts that have a free worker. Builds the slots of the generator that follows. */
class Search<R extends AnyRequest> {
  readonly slots: (Slot<R> | undefined)[];
  taken: number;
  until: Nanos | undefined;
  readonly #layout: Layout;
  readonly #supply: Supply<R>;

  constructor(
    layout: Layout,
    supply: Supply<R>,
    slots: readonly (Slot<R> | undefined)[],
    taken: number,
  ) {
    this.slots = slots.slice();
    this.taken = taken;
    this.#layout = layout;
    this.#supply = supply;
  }

  isOver(): boolean {
    return this.#layout.parts.every(
      (workers, part) => workers.length === 0 || this.slots[part]?.generator === null,
    );
  }

  run(context: GenContext): Op<R> | null {
    const { free, time } = context;
    const { parts, partOf } = this.#layout;
    const start = free.length === 1 ? 0 : context.random.fork("part").int(0, free.length - 1);
    const asked = new Set<number>();
    for (let i = 0; i < free.length; i++) {
      const part = partOf.get(free[(start + i) % free.length] as WorkerId);
      if (part === undefined || asked.has(part)) continue;
      asked.add(part);
      const next = this.#ask(part, contextOf(parts[part] ?? [], context));
      if (next === null) continue;
      if (next.kind === "op" && next.at <= time) {
        this.#keep(part, next.rest);
        return next;
      }
      if (next.kind === "pending") this.#keep(part, next.rest);
      this.until = sooner(this.until, next.kind === "op" ? next.at : next.until);
    }
    return null;
  }

  /** The answer of the part's generator or of one that follows it; null when the part is over. */
  #ask(part: number, context: GenContext): Exclude<Next<R>, { kind: "done" }> | null {
    for (let tries = 0; tries < MAX_EMPTY; tries++) {
      const slot = this.slots[part] ?? this.#refill(part, 0);
      if (slot.generator === null) return null;
      const next = slot.generator.next(context);
      if (next.kind !== "done") return next;
      this.#refill(part, slot.turn + 1);
    }
    throw new HarnessError("usage", `${String(MAX_EMPTY)} generators in a row had no operation`);
  }

  #refill(part: number, turn: number): Slot<R> {
    const generator = this.#supply(part, turn, this.taken) ?? null;
    if (generator !== null) this.taken++;
    const slot: Slot<R> = { generator, turn };
    this.slots[part] = slot;
    return slot;
  }

  #keep(part: number, generator: Generator<R>): void {
    this.slots[part] = { generator, turn: this.slots[part]?.turn ?? 0 };
  }
}
