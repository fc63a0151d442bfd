// The verdict of exact mode: what inference found, where it did, since that has names; otherwise what the search says, in words.
import { assert } from "../../../core/assert.ts";
import { formatDuration, fromMs } from "../../../core/duration.ts";
import { opIndex } from "../../../core/ids.ts";
import type { Anomaly, UnknownReason, Verdict } from "../../../core/verdict.ts";
import type { CheckContext } from "../../checker.ts";
import { NONE, type Transactions } from "../ingest.ts";
import { friendly, ruledOutBy } from "../models.ts";
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
  const { impossible, core } = answer;
  const kind = kindOf(answer);
  const concerned = impossible?.txns ?? core?.txns ?? [];
  const ops = concerned.map((txn) => {
    const call = txns.call[txn] as number;
    return opIndex(call === NONE ? (txns.ret[txn] as number) : call);
  });
  const because =
    impossible?.because ??
    `no order of these ${String(concerned.length)} transactions that ${friendly(answer.model.name)} allows explains what they read of each other${core?.minimal === true ? "; without any one of them there is one" : ""}`;
  const [op] = ops;
  return {
    kind,
    summary: `${kind}: ${because}`,
    ops,
    witness: {
      kind: "sub-history",
      ops: [...new Set(ops)].sort((a, b) => a - b),
      minimal: core?.minimal ?? false,
      lastState: "",
      stuck: op === undefined ? [] : [{ op, because }],
    },
  };
}

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
