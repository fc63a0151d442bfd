// The preprocessing of a linearizability check: operations of one object become the columns that a search needs, with as few of
// unknown outcome as can be proven (see `problemOf`). Knows models by their interface alone.
import type { Operation } from "../../../core/op.ts";
import type { Meaning, ModelObject } from "../../models/model.ts";

/** The return of an operation that need not have ended. */
export const NEVER = 0x7fffffff;

/** Unknown operations of one effect: which of them is used makes no difference, so the earliest called is. */
export interface Family {
  /** What one of them may do. */
  readonly kinds: readonly number[];
  /** Calls, ascending. */
  readonly calls: readonly number[];
  /** Positions in the list of operations, in the order of `calls`. */
  readonly ops: readonly number[];
}

/** What a search decides. Calls and returns are event indices of the history, which is to say ranks in real time. */
export interface Problem {
  readonly object: ModelObject;
  /** Operations that took effect, in order of their calls. */
  readonly kind: Int32Array;
  readonly pure: Uint8Array;
  readonly call: Int32Array;
  readonly ret: Int32Array;
  /** Positions in the list of operations. */
  readonly op: Int32Array;
  /** Operations that may have taken effect. */
  readonly families: readonly Family[];
}

/** Either a problem to search, or an operation that no order can explain. */
export type Preprocessed =
  | { readonly possible: true; readonly problem: Problem }
  | { readonly possible: false; readonly op: number };

/** One operation on its way through preprocessing. */
export interface Entry {
  /** Position in the list of operations. */
  readonly op: number;
  readonly meaning: Meaning;
  readonly call: number;
  ret: number;
  /** It took effect. */
  required: boolean;
}

/** Definite failures change nothing; only those that ran and found their precondition false tell something. */
const isObservable = ({ outcome }: Operation): boolean =>
  outcome.type !== "fail" || outcome.error.code === "precondition";

/** The operations that say anything about the object, in order of their calls. */
export function entriesOf(object: ModelObject, ops: readonly Operation[]): Entry[] {
  const visible = ops
    .map((op, position) => ({ op, position }))
    .filter(({ op }) => isObservable(op));
  const meanings = object.interpret(visible.map(({ op }) => op));
  const entries: Entry[] = [];
  for (const [i, { op, position }] of visible.entries()) {
    const meaning = meanings[i] ?? null;
    const required = op.outcome.type !== "info";
    // A read whose answer is unknown says nothing.
    if (meaning === null || (!required && meaning.pure)) continue;
    const ret = required ? (op.completion ?? NEVER) : NEVER;
    entries.push({ op: position, meaning, call: op.index, ret, required });
  }
  return entries;
}

/**
 * Prepares operations of one object. Each step keeps the set of linearizations as it is, or keeps whether there is one
 * (CHECKERS §3.0; the promises that facts make are in models/model.ts):
 * - definite failures and unknown reads are dropped;
 * - a needed fact that nobody established makes the history impossible at once;
 * - who alone establishes a needed fact took effect before the first return of those who need it: its return is
 *   tightened to that, and an unknown one becomes an ordinary operation, whose own needs then count (worklist);
 * - without refuting operations, an unknown one whose facts nobody needs after its call is dropped;
 * - with them, unknown ones whose facts nobody needs or refutes are alike, so they are one family.
 */
export function problemOf(object: ModelObject, ops: readonly Operation[]): Preprocessed {
  const entries = entriesOf(object, ops);
  const facts = entries.every(({ meaning }) => meaning.establishes !== null)
    ? new Facts(entries, object.initialFacts)
    : null;
  const orphan = facts?.orphan();
  if (orphan !== undefined) return { possible: false, op: orphan.op };
  facts?.tighten();
  return { possible: true, problem: columnsOf(object, facts?.serving() ?? entries, facts) };
}

/** Who establishes and who needs each fact. */
class Facts {
  readonly #entries: readonly Entry[];
  readonly #initial: ReadonlySet<number>;
  readonly #writers = new Map<number, Entry[]>();
  readonly #firstNeed = new Map<number, number>();
  readonly #noticed = new Set<number>();
  readonly #refuting: boolean;

  constructor(entries: readonly Entry[], initial: ReadonlySet<number>) {
    this.#entries = entries;
    this.#initial = initial;
    this.#refuting = entries.some(({ meaning }) => meaning.refutes.length > 0);
    for (const entry of entries) {
      const { establishes, needs, refutes } = entry.meaning;
      for (const fact of needs) this.#noticed.add(fact);
      for (const fact of refutes) this.#noticed.add(fact);
      for (const fact of establishes ?? []) {
        const writers = this.#writers.get(fact);
        if (writers === undefined) this.#writers.set(fact, [entry]);
        else writers.push(entry);
      }
    }
  }

  /** An operation that took effect and needs what nobody established, or established only after it had returned. */
  orphan(): Entry | undefined {
    return this.#entries.find(
      ({ meaning, required, ret }) =>
        required &&
        meaning.needs.some(
          (fact) =>
            !this.#initial.has(fact) && !this.#writers.get(fact)?.some(({ call }) => call < ret),
        ),
    );
  }

  /** Spreads the first return of those who need a fact to the one that alone establishes it. */
  tighten(): void {
    const changed: number[] = [];
    const need = ({ meaning, ret }: Entry): void => {
      for (const fact of meaning.needs) {
        if (ret >= (this.#firstNeed.get(fact) ?? NEVER)) continue;
        this.#firstNeed.set(fact, ret);
        changed.push(fact);
      }
    };
    for (const entry of this.#entries) if (entry.required) need(entry);
    for (let fact = changed.pop(); fact !== undefined; fact = changed.pop()) {
      const writers = this.#writers.get(fact) ?? [];
      const writer = writers.length === 1 && !this.#initial.has(fact) ? writers[0] : undefined;
      const first = this.#firstNeed.get(fact) ?? NEVER;
      if (writer === undefined || first >= writer.ret) continue;
      writer.ret = first;
      writer.required = true;
      need(writer);
    }
  }

  /**
   * The entries that took effect and the unknown ones that may serve them, directly or through others. What is left out can
   * leave any linearization, last one first. Asked after `tighten`.
   */
  serving(): readonly Entry[] {
    if (this.#refuting) return this.#entries;
    const kept = new Set<Entry>();
    const lastNeed = new Map<number, number>();
    const work = this.#entries.filter((entry) => entry.required);
    for (let entry = work.pop(); entry !== undefined; entry = work.pop()) {
      if (kept.has(entry)) continue;
      kept.add(entry);
      for (const fact of entry.meaning.needs) {
        if (entry.ret <= (lastNeed.get(fact) ?? -1)) continue;
        lastNeed.set(fact, entry.ret);
        for (const writer of this.#writers.get(fact) ?? [])
          if (!writer.required && writer.call < entry.ret) work.push(writer);
      }
    }
    return this.#entries.filter((entry) => kept.has(entry));
  }

  /** Whether nobody could tell the operation from another unnoticed one with the same needs. */
  isUnnoticed({ meaning }: Entry): boolean {
    return (meaning.establishes ?? []).every((fact) => !this.#noticed.has(fact));
  }
}

function columnsOf(object: ModelObject, entries: readonly Entry[], facts: Facts | null): Problem {
  const required = entries.filter((entry) => entry.required);
  return {
    object,
    kind: Int32Array.from(required, ({ meaning }) => meaning.kinds[0] as number),
    pure: Uint8Array.from(required, ({ meaning }) => Number(meaning.pure)),
    call: Int32Array.from(required, ({ call }) => call),
    ret: Int32Array.from(required, ({ ret }) => ret),
    op: Int32Array.from(required, ({ op }) => op),
    families: familiesOf(
      entries.filter((entry) => !entry.required),
      facts,
    ),
  };
}

function familiesOf(entries: readonly Entry[], facts: Facts | null): readonly Family[] {
  const families = new Map<string, { kinds: readonly number[]; calls: number[]; ops: number[] }>();
  for (const entry of entries) {
    const { kinds, needs } = entry.meaning;
    const unnoticed = facts?.isUnnoticed(entry) === true;
    const name = unnoticed ? `unnoticed ${needs.join(",")}` : kinds.join(",");
    const family = families.get(name) ?? { kinds, calls: [], ops: [] };
    family.calls.push(entry.call);
    family.ops.push(entry.op);
    families.set(name, family);
  }
  return [...families.values()];
}
