// Words for a violation: the shrunk sub-history, the state where it ends, why each operation left cannot go next, and one
// sentence. Pure but for the stopwatch in its limits.
import type { Json } from "../../../core/json.ts";
import type { Operation } from "../../../core/op.ts";
import type { Anomaly } from "../../../core/verdict.ts";
import { IMPOSSIBLE, type Model, type ModelObject } from "../../models/model.ts";
import type { KeyedObject } from "../objects.ts";
import { didWhat, told } from "./op-words.ts";
import { problemOf, type Problem } from "../search/problem.ts";
import { registerReason } from "./register-reason.ts";
import { Search } from "../search/search.ts";
import { shrink, type ShrinkLimits } from "./shrink.ts";

/** A shrunk history that needs more is explained as far as the search came. */
const EXPLAIN_STEPS = 1 << 20;
/** Up to so many operations states are told apart for the sake of words alone; that makes more of them to search. */
const MAX_OPS_DESCRIBED = 64;

interface DeadEnd {
  readonly lastState: string;
  /** Each with why it cannot go next; the first is who the sentence is about. */
  readonly stuck: readonly { readonly op: Operation; readonly because: string }[];
}

/** What is known of a violation before it is looked into. */
export interface Known {
  /** The sentence where none of the simple reasons applies. */
  readonly because: string;
  /** Operations (by index) that the others rest on, not to be shown. */
  readonly support: ReadonlySet<number>;
}

/** The anomaly of an object whose operations no order explains. `blockedAt` as for `shrink`. */
export function explain(
  model: Model,
  initial: Json,
  object: KeyedObject,
  blockedAt: number | null,
  limits: ShrinkLimits,
  known: Known | null = null,
): Anomaly {
  const all = object.ops;
  const { ops, minimal } = shrink(model, initial, all, blockedAt, limits);
  const isShown = ({ index }: Operation): boolean => known?.support.has(index) !== true;
  const support = ops.filter((op) => !isShown(op)).map(({ index }) => index);
  const { lastState, stuck } = deadEndOf(model, initial, ops);
  const culprit = stuck[0]?.op;
  const proof = new Set<number>(ops.map(({ index }) => index));
  const reason =
    culprit === undefined ? null : registerReason(model.name, initial, all, culprit, proof);
  const highlighted = [...ops.filter(isShown), ...(reason?.ops ?? [])].map(({ index }) => index);
  return {
    kind: "non-linearizable",
    summary: summaryOf(object, culprit, reason?.text ?? null, known, lastState),
    ops: [...new Set(highlighted)].sort((a, b) => a - b),
    witness: {
      kind: "sub-history",
      ops: ops.filter(isShown).map(({ index }) => index),
      ...(support.length === 0 ? {} : { support }),
      minimal,
      lastState,
      stuck: stuck
        .filter(({ op }) => isShown(op))
        .map(({ op, because }) => ({ op: op.index, because })),
    },
  };
}

/** The anomaly where nobody asked why. */
export function unexplained(object: KeyedObject): Anomaly {
  const ops = object.ops.map(({ index }) => index);
  return {
    kind: "non-linearizable",
    summary: summaryOf(object, undefined, null, null, ""),
    ops,
    witness: { kind: "sub-history", ops, minimal: false, lastState: "", stuck: [] },
  };
}

function summaryOf(
  { key }: KeyedObject,
  culprit: Operation | undefined,
  reason: string | null,
  known: Known | null,
  lastState: string,
): string {
  const ofKey = key === undefined ? "" : ` of key ${String(key)}`;
  if (reason === null && known !== null) return known.because;
  if (culprit === undefined) return `no order of the operations${ofKey} explains what clients saw`;
  const what = told(culprit);
  // Other orders end in other states: nothing is said of how things were.
  return reason === null
    ? `${what}, which no order explains: where the one that comes furthest ends, ${lastState}`
    : `${what}, but ${reason}`;
}

function deadEndOf(model: Model, initial: Json, ops: readonly Operation[]): DeadEnd {
  const object = model.create(initial, { describes: ops.length <= MAX_OPS_DESCRIBED });
  const prepared = problemOf(object, ops);
  if (!prepared.possible) {
    const op = ops[prepared.op] as Operation;
    const because = `it ${didWhat(op)}, which nothing before its end can have brought about`;
    return { lastState: object.describe(object.start), stuck: [{ op, because }] };
  }
  const search = new Search(prepared.problem, { keepsDone: true });
  search.run(EXPLAIN_STEPS);
  const { state, done: linearized, firstReturn } = search.furthest;
  const lastState = object.describe(state);
  const { op: positions, ret } = prepared.problem;
  const done = linearized === null ? null : new Set(linearized);
  // Without them only those whose return stands in the way are known to be left.
  const left = [...positions.keys()].filter((i) =>
    done === null ? ret[i] === firstReturn : !done.has(positions[i] as number),
  );
  const stuck = left
    .map((i) => stuckAt(object, prepared.problem, i, state, firstReturn, ops))
    .sort((a, b) => a.rank - b.rank);
  return { lastState, stuck: stuck.map(({ op, because }) => ({ op, because })) };
}

/** `rank` orders what cannot be before what comes too late, and either by its end. */
function stuckAt(
  object: ModelObject,
  { kind, call, op: positions }: Problem,
  i: number,
  state: number,
  firstReturn: number,
  ops: readonly Operation[],
): { readonly op: Operation; readonly because: string; readonly rank: number } {
  const op = ops[positions[i] as number] as Operation;
  const end = op.completion ?? Number.MAX_SAFE_INTEGER / 8;
  if ((call[i] as number) > firstReturn)
    return {
      op,
      because: "it was called only after another that is stuck had ended",
      rank: end * 4,
    };
  if (object.step(state, kind[i] as number) === IMPOSSIBLE)
    return { op, because: `it ${didWhat(op)}, but ${object.describe(state)}`, rank: end };
  return {
    op,
    because: `it ${didWhat(op)}: after that, another that is stuck could no longer go`,
    rank: end * 2,
  };
}
