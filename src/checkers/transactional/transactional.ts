// The checkers `list-append` and `rw-register`: which consistency models does a history of transactions break, and by which
// anomalies? Puts the parts together and words the verdict. The judgement is Elle's (Kingsbury & Alvaro, VLDB 2020).
import { toMs } from "../../core/duration.ts";
import { HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import { opIndex, type OpIndex } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { stopwatch } from "../../core/real-clock.ts";
import type { Anomaly, EdgeType, Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import { vacuous } from "../vacuous.ts";
import { type Analysis, analyse, type AnalysisOptions } from "./analysis.ts";
import { CYCLE_SEARCHES } from "./cycle-kinds.ts";
import type { Cycle } from "./cycle-search.ts";
import { doubtOf } from "./doubt.ts";
import { EDGE_NAMES } from "./edge-list.ts";
import { decideExactly, type ExactAnswer, type ExactModel, exactModelOf } from "./exact/exact.ts";
import { exactVerdict } from "./exact/exact-verdict.ts";
import type { Example } from "./findings.ts";
import { type Datatype, MalformedTransaction, NONE, STATUS } from "./ingest.ts";
import { CheckStopped, type Limits, limitsOf } from "./limits.ts";
import { forbiddenBy, ruledOutBy, withImplying } from "./models.ts";
import { nameOf } from "./naming.ts";
import { weakKindsOf } from "./weak/level.ts";

const DEFAULT_MODEL = "strict-serializable";
/** Steps of a cycle in a summary; the witness has all. */
const MAX_STEPS_SHOWN = 20;
const CHECKER_NAMES: Readonly<Record<Datatype, string>> = {
  list: "list-append",
  register: "rw-register",
};

const NOTHING_ASSUMED = { wfr: false, sequential: false, linearizable: false };

interface Demand {
  /** Anomalies that make the history invalid. */
  readonly forbidden: ReadonlySet<string>;
  readonly analysis: AnalysisOptions;
  /** Models to decide exactly; none without exact mode. */
  readonly exact: readonly ExactModel[];
  /** Whether a history with broken rules is judged all the same. */
  readonly lenient: boolean;
}

/**
 * Options: `consistencyModels` (["strict-serializable"] when neither it nor `anomalies` is given), `anomalies` (kinds that
 * must not be there, beside the models'), for registers `wfrKeys`, `sequentialKeys`, `linearizableKeys`; `exact` (decide what inference leaves open; nothing is assumed then); `conventions` ("elle": see `IngestOptions`). Throws `usage` for a model, an anomaly or an option value that does not exist.
 */
export function transactional(
  datatype: Datatype,
  options: Readonly<Record<string, Json>>,
): Checker {
  const name = CHECKER_NAMES[datatype];
  const demand = demandOf(datatype, options);
  return {
    name,
    check: async (history, context) => {
      const broken = history.problems.length > 0 && !demand.lenient;
      const nothing = broken || history.length === 0 ? vacuous(name, history) : null;
      return nothing ?? (await judge(name, demand, history, context));
    },
  };
}

function demandOf(datatype: Datatype, options: Readonly<Record<string, Json>>): Demand {
  const anomalies = namesIn(options, "anomalies");
  const models = namesIn(options, "consistencyModels");
  const chosen = models ?? (anomalies === null ? [DEFAULT_MODEL] : []);
  const weak = datatype === "register" ? weakKindsOf(chosen) : [];
  // Of transactions, causal is no less than what its author without processes asks for.
  const causal = weak.includes("causal-violation-process") ? ["causal-cerone"] : [];
  const forbidden = new Set([
    ...forbiddenBy([...chosen, ...causal]),
    ...withImplying(anomalies ?? []),
  ]);
  const needs = (order: "process" | "realtime"): boolean =>
    CYCLE_SEARCHES[order].some(({ kind }) => kind.endsWith(order) && forbidden.has(kind));
  const order = needs("realtime") ? "realtime" : needs("process") ? "process" : "none";
  const lenient = options.conventions === "elle";
  const exact = options.exact === true ? chosen.map(exactModelOf) : [];
  const assumptions = {
    wfr: options.wfrKeys === true,
    sequential: options.sequentialKeys === true,
    linearizable: options.linearizableKeys === true,
  };
  return {
    forbidden,
    lenient,
    exact,
    analysis:
      exact.length === 0
        ? { datatype, order, elle: lenient, assumptions, weak }
        : { datatype, order, elle: false, assumptions: NOTHING_ASSUMED, weak },
  };
}

function namesIn(
  options: Readonly<Record<string, Json>>,
  option: string,
): readonly string[] | null {
  const value = options[option];
  if (value === undefined) return null;
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  throw new HarnessError(
    "usage",
    `the option ${option} is a list of names, not ${JSON.stringify(value)}`,
  );
}

async function judge(
  name: string,
  demand: Demand,
  history: History,
  context: CheckContext,
): Promise<Verdict> {
  const took = stopwatch();
  const { analysis: options, exact, forbidden } = demand;
  const limits = limitsOf(context);
  let analysis: Analysis;
  try {
    analysis = await analyse(history, options, limits);
  } catch (error) {
    if (error instanceof CheckStopped)
      return {
        checker: name,
        stats: {},
        valid: "unknown",
        reason: error.reason,
        detail: error.message,
      };
    if (!(error instanceof MalformedTransaction)) throw error;
    const detail = `event ${String(error.event)} is no transaction that can be checked: ${error.message}`;
    const details = { event: error.event };
    return { checker: name, stats: {}, details, valid: "unknown", reason: "malformed", detail };
  }
  let verdict = inferredVerdict(name, analysis, forbidden, limits);
  if (exact.length > 0 && analysis.txns.status.includes(STATUS.ok)) {
    const explain = verdict.valid !== false;
    const answers: ExactAnswer[] = [];
    for (const model of exact)
      answers.push(
        await decideExactly(history, analysis.txns, options.datatype, model, context, explain),
      );
    verdict = exactVerdict(verdict, analysis.txns, answers, context);
  }
  return { ...verdict, stats: { ...verdict.stats, seconds: Math.round(toMs(took())) / 1000 } };
}

function inferredVerdict(
  name: string,
  analysis: Analysis,
  forbidden: ReadonlySet<string>,
  limits: Limits,
): Verdict {
  const anomalies = anomaliesOf(analysis, forbidden);
  const stats = statsOf(analysis);
  const [first, ...others] = anomalies;
  const all = [...analysis.findings.all(), ...analysis.found];
  const { not, alsoNot } = ruledOutBy(all.map(({ kind }) => kind));
  const counts = Object.fromEntries(all.map(({ kind, count }) => [kind, count]));
  const doubt = doubtOf(analysis, limits);
  const details = { not, alsoNot, counts, ...(doubt && { undecided: doubt.kinds }) };
  if (first !== undefined) {
    const summary = `${first.summary}${doubt === null ? "" : `. There may be worse: ${doubt.detail}`}`;
    const anomalies = [{ ...first, summary }, ...others] as const;
    return { checker: name, stats, details, valid: false, anomalies };
  }
  if (doubt?.kinds.some((kind) => forbidden.has(kind)) === true) {
    const { reason, detail } = doubt;
    return { checker: name, stats, details, valid: "unknown", reason, detail };
  }
  if (analysis.open !== null)
    return {
      checker: name,
      stats,
      details,
      valid: "unknown",
      reason: "unsupported",
      detail: analysis.open,
    };
  if (analysis.evidence) return { checker: name, stats, details, valid: true };
  const detail =
    "no transaction depends on another, so nothing was tested; more transactions on fewer keys would";
  return { checker: name, stats, details, valid: "unknown", reason: "no-evidence", detail };
}

function statsOf({ txns, edges, components, largest, cut }: Analysis): Record<string, number> {
  return {
    transactions: txns.count,
    ok: txns.status.reduce((sum, status) => sum + (status === STATUS.ok ? 1 : 0), 0),
    keys: txns.keys.length,
    edges,
    components,
    largestComponent: largest,
    searchesCut: cut,
  };
}

function anomaliesOf(analysis: Analysis, forbidden: ReadonlySet<string>): readonly Anomaly[] {
  const { findings, found } = analysis;
  return [
    ...findings
      .all()
      .filter(({ kind }) => forbidden.has(kind))
      .flatMap(({ kind, count, examples }) =>
        examples.map((example, i) =>
          plainAnomaly(analysis, kind, example, moreThan(count, examples.length, i)),
        ),
      ),
    ...found
      .filter(({ kind }) => forbidden.has(kind))
      .flatMap(({ kind, count, cycles }) =>
        cycles.map((cycle, i) =>
          cycleAnomaly(analysis, kind, cycle, moreThan(count, cycles.length, i)),
        ),
      ),
  ];
}

/** What the first example says of those that are not shown. */
const moreThan = (count: number, shown: number, position: number): string =>
  position > 0 || count === shown ? "" : ` (${String(count)} in all, ${String(shown)} shown)`;

function operationOf({ txns }: Analysis, txn: number): OpIndex {
  const call = txns.call[txn] as number;
  return opIndex(call === NONE ? (txns.ret[txn] as number) : call);
}

function plainAnomaly(
  analysis: Analysis,
  kind: string,
  { txns, because }: Example,
  more: string,
): Anomaly {
  const ops = txns.map((txn) => operationOf(analysis, txn));
  const [op] = ops;
  return {
    kind,
    summary: `${kind}: ${because}${more}`,
    ops,
    witness: {
      kind: "sub-history",
      ops: [...new Set(ops)].sort((a, b) => a - b),
      minimal: false,
      lastState: "",
      stuck: op === undefined ? [] : [{ op, because }],
    },
  };
}

function cycleAnomaly(
  analysis: Analysis,
  kind: string,
  { nodes, types }: Cycle,
  more: string,
): Anomaly {
  const edges = nodes.map((from, i) => {
    const to = nodes[(i + 1) % nodes.length] as number;
    const type = types[i] as number;
    return {
      from: operationOf(analysis, from),
      to: operationOf(analysis, to),
      type: EDGE_NAMES.get(type) as EdgeType,
      because: analysis.because(from, to, type),
    };
  });
  const names = nodes.map((txn) => nameOf(analysis.txns, txn));
  const steps = names.map((name, i) => `${name} ${edges[i]?.type ?? ""}→`);
  const left = steps.length - MAX_STEPS_SHOWN;
  if (left > 0) steps.splice(MAX_STEPS_SHOWN / 2, left, `… ${String(left)} more …`);
  return {
    kind,
    summary: `${kind}: ${steps.join(" ")} ${names[0] ?? ""}${more}`,
    ops: edges.map(({ from }) => from),
    witness: { kind: "cycle", edges },
  };
}
