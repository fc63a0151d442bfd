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
import { listPolygraph } from "./list-polygraph.ts";
import type { Impossible } from "./polygraph.ts";
import { problemOf } from "./problem.ts";
import { registerPolygraph } from "./register-polygraph.ts";

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
export interface ExactAnswer extends Omit<Decision, "answer"> {
  readonly model: ExactModel;
  readonly answer: Decision["answer"];
  /** Why it is impossible, where one transaction is so by itself. */
  readonly impossible: Impossible | null;
  /** Transactions that contradict each other. */
  readonly core: Core | null;
}

export async function decideExactly(
  history: History,
  txns: Transactions,
  datatype: Datatype,
  model: ExactModel,
  context: CheckContext,
): Promise<ExactAnswer> {
  const budget = budgetOf(context);
  const polygraph = (datatype === "list" ? listPolygraph : registerPolygraph)(history, txns, model);
  const { impossible, known, choices } = polygraph;
  const none = { choices: choices.first.length, pruned: 0, conflicts: 0, decisions: 0 };
  if (impossible !== null) return { model, ...none, answer: "impossible", impossible, core: null };
  const problem = problemOf(txns, known, choices, model.snapshot);
  const decision = await decide(problem, budget);
  const core = decision.answer === "impossible" ? await coreOf(problem, budget) : null;
  return { model, ...decision, impossible, core };
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
