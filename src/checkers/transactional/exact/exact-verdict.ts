// The verdict of exact mode: what inference found, where it did, since that has names; otherwise what the search says, in words.
import { assert } from "../../../core/assert.ts";
import { formatDuration, fromMs } from "../../../core/duration.ts";
import { type OpIndex, opIndex } from "../../../core/ids.ts";
import type { Anomaly, EdgeType, UnknownReason, Verdict } from "../../../core/verdict.ts";
import type { CheckContext } from "../../checker.ts";
import { EDGE_NAMES } from "../edge-list.ts";
import { NONE, type Transactions } from "../ingest.ts";
import { friendly, ruledOutBy } from "../models.ts";
import { nameOf } from "../naming.ts";
import type { ExactAnswer } from "./exact.ts";

const BYTES_PER_MB = 1024 * 1024;

/** `inferred` is the verdict of inference, `answers` one for each model asked for. */
export function exactVerdict(
  inferred: Verdict,
  txns: Transactions,
  answers: readonly ExactAnswer[],
  context: CheckContext,
): Verdict {
  const { checker, details = {} } = inferred;
  const stats = { ...inferred.stats, ...statsOf(answers) };
  const bad = answers.filter(({ answer }) => answer === "impossible");
  const open = answers.find(({ answer }) => answer !== "impossible" && answer !== "possible");
  const trusted = !answers.some(({ ambiguous }) => ambiguous);
  if (inferred.valid === false && (bad.length > 0 || (trusted && open !== undefined)))
    return { ...inferred, stats };
  const [first, ...others] = bad.map((answer) => anomalyOf(txns, answer));
  if (first !== undefined) {
    const kinds = [...Object.keys(details.counts ?? {}), ...bad.map(kindOf)];
    return {
      checker,
      stats,
      details: { ...details, ...ruledOutBy(kinds) },
      valid: false,
      anomalies: [first, ...others],
    };
  }
  if (open !== undefined) return { ...undecided(open, context), checker, stats, details };
  assert(
    inferred.valid !== false || !trusted,
    `inference found what no order of transactions has, and the search found an order`,
  );
  return { checker, stats, details: trusted ? details : {}, valid: true };
}

function statsOf(answers: readonly ExactAnswer[]): Record<string, number> {
  const sum = (of: (answer: ExactAnswer) => number): number =>
    answers.reduce((total, answer) => total + of(answer), 0);
  return {
    choices: sum(({ choices }) => choices),
    choicesByReachability: sum(({ pruned }) => pruned),
    conflicts: sum(({ conflicts }) => conflicts),
  };
}

const kindOf = ({ model }: ExactAnswer): string => `${model.name}-cycle-exists`;

function anomalyOf(txns: Transactions, answer: ExactAnswer): Anomaly {
  const kind = kindOf(answer);
  const operationOf = (txn: number): OpIndex => {
    const call = txns.call[txn] as number;
    return opIndex(call === NONE ? (txns.ret[txn] as number) : call);
  };
  if (answer.circle !== null) {
    const edges = answer.circle.map(({ from, to, type, because }) => ({
      from: operationOf(from),
      to: operationOf(to),
      type: EDGE_NAMES.get(type) as EdgeType,
      because,
    }));
    const steps = edges.map(
      ({ type }, i) => `${nameOf(txns, answer.circle?.[i]?.from ?? 0)} ${type}→`,
    );
    const summary = `${kind}: ${steps.join(" ")} ${steps[0]?.split(" ")[0] ?? ""}`;
    return { kind, summary, ops: edges.map(({ from }) => from), witness: { kind: "cycle", edges } };
  }
  const { impossible, core } = answer;
  const ops = (impossible?.txns ?? core?.txns ?? []).map(operationOf);
  const because = impossible?.because ?? contradictionOf(answer, ops.length);
  const minimal = core?.minimal ?? false;
  const [op] = ops;
  const stuck = op === undefined ? [] : [{ op, because }];
  const witness = { kind: "sub-history", ops, minimal, lastState: "", stuck } as const;
  return { kind, summary: `${kind}: ${because}`, ops, witness };
}

const contradictionOf = ({ model, core }: ExactAnswer, count: number): string =>
  `no order of these ${String(count)} transactions that ${friendly(model.name)} allows explains what they read of each other${core?.minimal === true ? "; without any one of them there is one" : ""}`;

function undecided(
  { model, answer, choices, pruned, conflicts }: ExactAnswer,
  { timeLimitMs, memoryLimitBytes }: CheckContext,
): { readonly valid: "unknown"; readonly reason: UnknownReason; readonly detail: string } {
  const reason = answer as UnknownReason;
  const limit =
    reason === "memory"
      ? `in ${String(Math.round(memoryLimitBytes / BYTES_PER_MB))} MB`
      : reason === "timeout"
        ? `in ${formatDuration(fromMs(timeLimitMs))}`
        : "when it was interrupted";
  const more = reason === "memory" ? "a higher memory limit" : "a longer time limit";
  const detail = `${friendly(model.name)} was not decided ${limit}: inference left ${String(choices)} pairs of writes in either order, reachability decided ${String(pruned)}, and the search met ${String(conflicts)} conflicts over the others. To decide it: ${more}, fewer writes per key, transactions that read what they overwrite; or list-append, whose reads show the order`;
  return { valid: "unknown", reason, detail };
}
