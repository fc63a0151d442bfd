// The operations that prove an anomaly, picked from the history and made ready to draw: which of them cannot be placed,
// and why. Knows no medium; the terminal and the HTML report both draw it.
import type { History } from "../core/history.ts";
import type { Nanos, OpIndex } from "../core/ids.ts";
import type { Operation } from "../core/op.ts";
import type { Anomaly } from "../core/verdict.ts";

export interface CounterexampleOp {
  readonly op: Operation;
  /** No order explains this operation. */
  readonly impossible: boolean;
  /** Why it cannot go next, in words; null when nothing was said about it. */
  readonly because: string | null;
}

export interface Counterexample {
  /** In order of invocation, at most as many as asked for. */
  readonly ops: readonly CounterexampleOp[];
  /** How many the witness names, shown or not. */
  readonly total: number;
  readonly minimal: boolean;
  /** The state where nothing can go next, in words; null where the witness has none. */
  readonly lastState: string | null;
  /** When the history had no order any more: what ended before has one. Null where that is not known. */
  readonly goodUntil: Nanos | null;
}

/** At most `limit` operations: those that cannot be placed first, then the latest before them. */
export function counterexampleOf(
  anomaly: Anomaly,
  history: History,
  limit: number,
): Counterexample {
  const { witness } = anomaly;
  const because = new Map<number, string>();
  if (witness.kind === "sub-history") for (const s of witness.stuck) because.set(s.op, s.because);
  const wanted = new Set<number>([...indicesOf(anomaly), ...because.keys()]);
  const found = history.operations().filter((op) => wanted.has(op.index));
  const impossible = impossibleOf(anomaly, found, because);
  const chosen = choose(found, impossible, limit);
  return {
    ops: chosen.map((op) => ({
      op,
      impossible: impossible.has(op.index),
      because: because.get(op.index) ?? null,
    })),
    total: wanted.size,
    minimal: witness.kind === "sub-history" && witness.minimal,
    lastState:
      witness.kind === "sub-history" && witness.lastState !== "" ? witness.lastState : null,
    goodUntil:
      witness.kind === "sub-history" && witness.firstBad !== undefined
        ? history.at(witness.firstBad).time
        : null,
  };
}

function indicesOf(anomaly: Anomaly): readonly OpIndex[] {
  const { witness } = anomaly;
  switch (witness.kind) {
    case "sub-history":
      return witness.ops;
    case "cycle":
      return [...new Set(witness.edges.flatMap((edge) => [edge.from, edge.to]))];
    case "counts":
    case "log":
      return anomaly.ops;
  }
}

/** An operation that got an answer must be placed; one without an answer may simply never have happened. */
function impossibleOf(
  anomaly: Anomaly,
  ops: readonly Operation[],
  because: ReadonlyMap<number, string>,
): ReadonlySet<number> {
  const stuck = ops.filter((op) => because.has(op.index));
  const answered = stuck.filter((op) => op.end !== null);
  const culprits = answered.length > 0 ? answered : stuck;
  if (culprits.length > 0) return new Set(culprits.map((op) => op.index));
  return anomaly.witness.kind === "sub-history" ? new Set(anomaly.ops) : new Set();
}

function choose(
  ops: readonly Operation[],
  impossible: ReadonlySet<number>,
  limit: number,
): readonly Operation[] {
  if (ops.length <= limit) return ops;
  const first = ops.filter((op) => impossible.has(op.index)).slice(0, limit);
  const rest = ops.filter((op) => !impossible.has(op.index));
  const room = limit - first.length;
  return [...first, ...(room > 0 ? rest.slice(-room) : [])].sort((a, b) => a.index - b.index);
}
