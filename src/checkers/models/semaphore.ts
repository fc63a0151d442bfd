// A semaphore: `acquire` so many permits (null: one) when they are free, `release` so many of those taken. It knows no owners.
// A failed one (code `precondition`) found fewer.
import { HarnessError } from "../../core/errors.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";

const ACQUIRE = 0;
const RELEASE = 1;
const FOUND_FEWER_FREE = 2;
const FOUND_FEWER_TAKEN = 3;

/** A state is the number of free permits. */
class Semaphore implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  /** Rows of (what, number of permits). */
  readonly #kinds = new RowTable();

  constructor(permits: unknown) {
    this.start = countOf(permits);
  }

  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map(({ f, input, outcome }) => {
      if (f !== "acquire" && f !== "release") return null;
      const acquires = f === "acquire";
      const permits = countOf(input);
      if (outcome.type === "fail")
        return looks(this.#kinds.idOf(acquires ? FOUND_FEWER_FREE : FOUND_FEWER_TAKEN, permits));
      return changes([this.#kinds.idOf(acquires ? ACQUIRE : RELEASE, permits)]);
    });
  }

  step(free: number, kind: number): number {
    const permits = this.#kinds.b(kind);
    const taken = this.start - free;
    switch (this.#kinds.a(kind)) {
      case ACQUIRE:
        return free >= permits ? free - permits : IMPOSSIBLE;
      case RELEASE:
        return taken >= permits ? free + permits : IMPOSSIBLE;
      case FOUND_FEWER_FREE:
        return free < permits ? free : IMPOSSIBLE;
      default:
        return taken < permits ? free : IMPOSSIBLE;
    }
  }

  describe(free: number): string {
    return `${String(free)} of ${String(this.start)} permits are free`;
  }
}

/** States are 32-bit integers. */
const MAX_PERMITS = 2 ** 31 - 1;

function countOf(permits: unknown): number {
  const count = permits ?? 1;
  if (Number.isInteger(count) && (count as number) >= 0 && (count as number) <= MAX_PERMITS)
    return count as number;
  throw new HarnessError("usage", `a number of permits cannot be ${JSON.stringify(count)}`);
}

/** `initial` is how many permits there are. */
export const semaphore: Model = {
  name: "semaphore",
  functions: ["acquire", "release"],
  initial: 1,
  create: (initial) => new Semaphore(initial),
};
