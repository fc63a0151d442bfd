// Histories of objects that work: every operation takes effect at one moment between its call and its return, and one that is lost
// takes effect at once, much later or never. Most of them get one lie: an answer that was not given.
import { type History, historyOf } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";
import type { ObjectCall, Reply, Specification } from "./specifications.ts";

type Event = Omit<HistoryEvent, "index">;

interface Open {
  readonly call: ObjectCall;
  /** What came of it inside; null until it took effect. */
  reply: Reply | null;
}

/** Runs a few clients against an object, one event after the other. */
export function workingObject(spec: Specification, random: Random, maxOps: number): History {
  const events = new Run(spec, random, random.int(2, maxOps)).events();
  return historyOf(random.chance(0.8) ? withLie(spec, events, random) : events);
}

class Run {
  readonly #spec: Specification;
  readonly #random: Random;
  readonly #events: Event[] = [];
  readonly #late: Open[] = [];
  readonly #workers: { process: number; open: Open | null }[];
  readonly #distinct: boolean;
  /** How likely an operation is lost: a few in a history, since brute force tries all subsets of them. */
  readonly #lost: number;
  #state: unknown;
  #left: number;
  #issued = 0;
  #fresh: number;

  constructor(spec: Specification, random: Random, calls: number) {
    this.#spec = spec;
    this.#random = random;
    this.#state = spec.initial;
    this.#left = calls;
    this.#lost = Math.min(0.2, 3 / calls);
    this.#distinct = random.chance(0.5);
    this.#fresh = random.int(2, 4);
    this.#workers = Array.from({ length: this.#fresh }, (_, process) => ({ process, open: null }));
  }

  events(): readonly Event[] {
    const random = this.#random;
    for (;;) {
      if (this.#late.length > 0 && random.chance(0.25))
        this.#takeEffect(this.#late.shift() as Open);
      const worker = random.pick(this.#workers);
      if (worker.open !== null) this.#goOn(worker, worker.open);
      else if (this.#left-- > 0) worker.open = this.#begin(worker.process);
      // Whoever is still at it stays open for ever.
      else return this.#events;
    }
  }

  #begin(process: number): Open {
    const next = (): number => (this.#distinct ? ++this.#issued : this.#random.int(1, 2));
    const call = { ...this.#spec.call(this.#random, next), process };
    this.#tell(call, { type: "invoke", value: call.value });
    return { call, reply: null };
  }

  #takeEffect(open: Open): void {
    // A proposal for those who may answer in several ways.
    open.reply = this.#spec.run(this.#state, open.call, this.#random.int(1, 9));
    if (!open.reply.refused) this.#state = open.reply.next;
  }

  #goOn(worker: { process: number; open: Open | null }, open: Open): void {
    const random = this.#random;
    if (open.reply === null && random.chance(0.5)) {
      this.#takeEffect(open);
      return;
    }
    const lost = random.chance(this.#lost);
    if (!lost && open.reply === null) return;
    worker.open = null;
    const { value } = open.call;
    if (lost) {
      if (open.reply === null && random.chance(0.6)) this.#late.push(open);
      this.#tell(open.call, { type: "info", value, error: { code: "lost", message: "lost" } });
      worker.process = this.#fresh++;
    } else {
      this.#tell(open.call, answerTo(open.reply as Reply, value, random));
    }
  }

  #tell({ f, process }: ObjectCall, event: Pick<Event, "type" | "value" | "error">): void {
    const time = nanos(this.#events.length * 1e9);
    this.#events.push({ time, process: processId(process), f, ...event });
  }
}

const PRECONDITION = { code: "precondition", message: "refused" };

function answerTo(
  reply: Reply,
  value: unknown,
  random: Random,
): Pick<Event, "type" | "value" | "error"> {
  if (!reply.refused)
    return { type: "ok", value: reply.answer === undefined ? value : reply.answer };
  return "told" in reply && random.chance(0.5)
    ? { type: "ok", value: reply.told }
    : { type: "fail", value, error: PRECONDITION };
}

/** One answer is that of another call, or what was refused was not, or the other way round; only of functions that tell something. */
function withLie(spec: Specification, events: readonly Event[], random: Random): readonly Event[] {
  const oks = events.filter(({ type }) => type === "ok");
  const isRefusable = ({ f }: Event): boolean => spec.refusable.includes(f);
  const othersThan = (liar: Event): readonly Event[] =>
    spec.telling.includes(liar.f)
      ? oks.filter(({ f, value }) => f === liar.f && value !== liar.value)
      : [];
  const liars = events
    .filter(({ type }) => type === "ok" || type === "fail")
    .filter((event) => isRefusable(event) || othersThan(event).length > 0);
  if (liars.length === 0) return events;
  const liar = random.pick(liars);
  const others = othersThan(liar);
  const flips = isRefusable(liar) && (others.length === 0 || random.chance(0.4));
  if (flips && liar.type === "ok")
    return replaced(events, liar, { ...liar, type: "fail", error: PRECONDITION });
  const invented = spec.telling.includes(liar.f) ? random.int(1, 9) : liar.value;
  const value = flips ? invented : random.pick(others).value;
  return replaced(events, liar, { ...liar, type: "ok", value });
}

const replaced = (events: readonly Event[], old: Event, event: Event): readonly Event[] =>
  events.map((other) => (other === old ? event : other));
