// Exact mode: whether a history has an order that a consistency model allows, whatever inference leaves open. Each model is a
// question about one polygraph: which orders of time count, and which cycles.
import type { History } from "../../../core/history.ts";
import { HarnessError } from "../../../core/errors.ts";
import type { CheckContext } from "../../checker.ts";
import { stopwatch } from "../../../core/real-clock.ts";
import { toMs } from "../../../core/duration.ts";
import type { Datatype, Transactions } from "../ingest.ts";
import type { OrderKind } from "../order-edges.ts";
import { canonical } from "../models.ts";
import { type Core, coreOf } from "./core.ts";
import { type Budget, decide, type Decision } from "./decide.ts";
import { explainKnown } from "./explain-known.ts";
import { type ExplainedStep, explainRefutation } from "./explain-refutation.ts";
import { listPolygraph } from "./list-polygraph.ts";
import type { Impossible } from "./polygraph.ts";
import { problemOf } from "./problem.ts";
import { refute } from "./refute.ts";
import { registerPolygraph } from "./register-polygraph.ts";

/** What an edge of a choice takes at least until it is decided. */
const BYTES_PER_EDGE = 60;

/** A larger core is shown as it is: nobody would read the reasons. */
const MAX_EXPLAINED = 12;

/** A model as exact mode asks for it. */
export interface ExactModel {
  /** Canonical name. */
  readonly name: string;
  readonly order: OrderKind;
  readonly snapshot: boolean;
}

const MODELS: readonly ExactModel[] = [
  { name: "PL-3", order: "none", snapshot: false },
  { name: "strong-session-serializable", order: "process", snapshot: false },
  { name: "PL-SS", order: "realtime", snapshot: false },
  { name: "PL-SI", order: "none", snapshot: true },
  { name: "strong-session-snapshot-isolation", order: "process", snapshot: true },
  { name: "strong-snapshot-isolation", order: "realtime", snapshot: true },
];

/** Throws `usage` for a model that exact mode cannot decide. */
export function exactModelOf(name: string): ExactModel {
  const model = MODELS.find((known) => known.name === canonical(name));
  if (model !== undefined) return model;
  throw new HarnessError("usage", `exact mode does not decide ${name}`, {
    hint: "It decides serializable, snapshot-isolation, and their strong-session and strong forms.",
  });
}

/** What exact mode says of one model. */
export interface ExactAnswer extends Decision {
  readonly model: ExactModel;
  readonly ambiguous: boolean;
  /** Why it is impossible, where one transaction is so by itself. */
  readonly impossible: Impossible | null;
  /** Transactions that contradict each other, if asked for. */
  readonly core: Core | null;
  /** How they do, where it can be told without trying both orders of any writes. */
  readonly circle: readonly ExplainedStep[] | null;
}

/** With `explain`, an impossible history is shrunk to what makes it so. */
export async function decideExactly(
  history: History,
  txns: Transactions,
  datatype: Datatype,
  model: ExactModel,
  context: CheckContext,
  explain: boolean,
): Promise<ExactAnswer> {
  const budget = budgetOf(context);
  const maxEdges = context.memoryLimitBytes / BYTES_PER_EDGE;
  const build = datatype === "list" ? listPolygraph : registerPolygraph;
  const polygraph = build(history, txns, { ...model, maxEdges });
  const { known, choices, complete, impossible, ambiguous } = polygraph;
  const common = { model, ambiguous, impossible, core: null, circle: null };
  const none = { choices: choices.first.length, pruned: 0, conflicts: 0, decisions: 0 };
  if (impossible !== null) return { ...common, ...none, answer: "impossible" };
  if (!complete) return { ...common, ...none, answer: "memory" };
  const problem = problemOf(txns, known, choices, model.snapshot);
  const decision = await decide(problem, budget);
  if (!explain || decision.answer !== "impossible") return { ...common, ...decision };
  const core = await coreOf(problem, budget);
  const refutation = core.txns.length > MAX_EXPLAINED ? null : refute(core.problem);
  const reasons = explainKnown(txns, datatype);
  const circle = refutation && explainRefutation(txns, choices, core.problem, refutation, reasons);
  return { ...common, ...decision, core, circle };
}

function budgetOf({ timeLimitMs, memoryLimitBytes, signal }: CheckContext): Budget {
  const took = stopwatch();
  return {
    exceeded: (bytes) =>
      signal.aborted
        ? "interrupted"
        : toMs(took()) > timeLimitMs
          ? "timeout"
          : bytes > memoryLimitBytes
            ? "memory"
            : null,
  };
}
