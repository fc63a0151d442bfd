// The preprocessing of a linearizability check: operations of one object become the columns that a search needs, with as few of
// unknown outcome as can be proven (see `problemOf`). Knows models by their interface alone.
import type { Operation } from "../../../core/op.ts";
import type { Meaning, ModelObject } from "../../models/model.ts";
import { NEVER } from "../op-table.ts";
import { Facts, NONE } from "./facts.ts";

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

/** Operations of one object on their way through preprocessing, in columns, in order of their calls. */
export interface Entries {
  readonly count: number;
  /** Positions in the list of operations. */
  readonly op: Int32Array;
  readonly meaning: readonly Meaning[];
  readonly call: Int32Array;
  readonly ret: Int32Array;
  /** 1 where it took effect. */
  readonly required: Uint8Array;
}

/** Definite failures change nothing; only those that ran and found their precondition false tell something. */
const isObservable = ({ outcome }: Operation): boolean =>
  outcome.type !== "fail" || outcome.error.code === "precondition";

/** The operations that say anything about the object. */
export function entriesOf(object: ModelObject, ops: readonly Operation[]): Entries {
  const visible = ops.every(isObservable) ? ops : ops.filter(isObservable);
  const meanings = object.interpret(visible);
  const size = ops.length;
  const [op, call, ret] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const required = new Uint8Array(size);
  const meaning: Meaning[] = [];
  let seen = 0;
  for (let position = 0; position < size; position++) {
    const operation = ops[position] as Operation;
    if (operation !== visible[seen]) continue;
    const told = meanings[seen++] ?? null;
    const happened = operation.outcome.type !== "info";
    // A read whose answer is unknown says nothing.
    if (told === null || (!happened && told.pure)) continue;
    const at = meaning.push(told) - 1;
    op[at] = position;
    call[at] = operation.index;
    ret[at] = happened ? (operation.completion ?? NEVER) : NEVER;
    required[at] = Number(happened);
  }
  return { count: meaning.length, op, meaning, call, ret, required };
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
  const facts = entries.meaning.every(({ establishes }) => establishes !== null)
    ? new Facts(entries, object.initialFacts)
    : null;
  const orphan = facts?.orphan() ?? NONE;
  if (orphan !== NONE) return { possible: false, op: entries.op[orphan] as number };
  facts?.tighten();
  return { possible: true, problem: columnsOf(object, entries, facts) };
}

function columnsOf(object: ModelObject, entries: Entries, facts: Facts | null): Problem {
  const { count, meaning, required } = entries;
  const rows = new Int32Array(count);
  let size = 0;
  for (let i = 0; i < count; i++) if (required[i] === 1) rows[size++] = i;
  const of = (column: Int32Array): Int32Array => {
    const out = new Int32Array(size);
    for (let row = 0; row < size; row++) out[row] = column[rows[row] as number] as number;
    return out;
  };
  const kind = new Int32Array(size);
  const pure = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const told = meaning[rows[row] as number] as Meaning;
    kind[row] = told.kinds[0] as number;
    pure[row] = Number(told.pure);
  }
  const [call, ret, op] = [of(entries.call), of(entries.ret), of(entries.op)];
  return { object, kind, pure, call, ret, op, families: familiesOf(entries, facts) };
}

/** Families of the unknown operations that may serve others. */
function familiesOf(entries: Entries, facts: Facts | null): readonly Family[] {
  const { count, meaning, call, op, required } = entries;
  if (required.subarray(0, count).every((one) => one === 1)) return [];
  const families = new Map<string, { kinds: readonly number[]; calls: number[]; ops: number[] }>();
  const serving = facts?.serving() ?? null;
  for (let i = 0; i < count; i++) {
    if (required[i] === 1 || serving?.[i] === 0) continue;
    const { kinds, needs } = meaning[i] as Meaning;
    const unnoticed = facts?.isUnnoticed(i) === true;
    const name = unnoticed ? `unnoticed ${needs.join(",")}` : kinds.join(",");
    const family = families.get(name) ?? { kinds, calls: [], ops: [] };
    family.calls.push(call[i] as number);
    family.ops.push(op[i] as number);
    families.set(name, family);
  }
  return [...families.values()];
}
