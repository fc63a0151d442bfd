// Consistency models of transactions as data: which model implies which, which anomalies each forbids, and so which models a
// set of anomalies rules out. Knows no history. Sources are named beside the entries.
import { HarnessError } from "../../core/errors.ts";
import { namesHint } from "../../core/nearest-name.ts";
import { ANOMALY_IMPLIES } from "./anomaly-kinds.ts";

type Graph = Readonly<Record<string, readonly string[]>>;

/** Adya's names (and those made after his pattern) beside the names that people use; the second is printed. */
const CANONICAL: Readonly<Record<string, string>> = {
  "consistent-view": "PL-2+",
  "conflict-serializable": "PL-3",
  "cursor-stability": "PL-CS",
  "forward-consistent-view": "PL-FCV",
  "monotonic-snapshot-read": "PL-MSR",
  "monotonic-view": "PL-2L",
  "read-committed": "PL-2",
  "read-uncommitted": "PL-1",
  "repeatable-read": "PL-2.99",
  serializable: "PL-3",
  "snapshot-isolation": "PL-SI",
  "strict-serializable": "PL-SS",
  "strong-serializable": "PL-SS",
  "update-serializable": "PL-3U",
  "strong-session-read-uncommitted": "strong-session-PL-1",
  "strong-session-read-committed": "strong-session-PL-2",
  "strong-read-uncommitted": "strong-PL-1",
  "strong-read-committed": "strong-PL-2",
};

/** Every history that satisfies the model satisfies those listed: Adya 1999; Bailis 2014; Cerone 2015; Daudjee & Salem 2004, 2006. */
const IMPLIES: Graph = {
  "causal-cerone": ["read-atomic"],
  "PL-2+": ["PL-CS", "PL-2L"],
  "PL-3": ["PL-2.99", "PL-3U", "PL-SI", "view-serializable"],
  "PL-CS": ["PL-2"],
  "PL-FCV": ["PL-2+"],
  "PL-2": ["PL-1"],
  "PL-3U": ["PL-FCV"],
  "monotonic-atomic-view": ["PL-2"],
  "PL-2L": ["PL-2"],
  "PL-MSR": ["PL-2"],
  "parallel-snapshot-isolation": ["causal-cerone", "update-atomic"],
  prefix: ["causal-cerone"],
  "read-atomic": ["monotonic-atomic-view"],
  "PL-2.99": ["PL-CS", "monotonic-atomic-view"],
  "update-atomic": ["read-atomic"],
  "session-serializable": ["1SR"],
  "PL-SI": ["PL-FCV", "monotonic-atomic-view", "PL-MSR", "parallel-snapshot-isolation", "prefix"],
  "PL-SS": [
    "PL-3",
    "linearizable",
    "PL-SI",
    "strong-snapshot-isolation",
    "strong-session-serializable",
    "session-serializable",
  ],
  "strong-session-PL-1": ["PL-1"],
  "strong-session-PL-2": ["PL-2", "strong-session-PL-1"],
  "strong-PL-1": ["strong-session-PL-1"],
  "strong-PL-2": ["strong-session-PL-2", "strong-PL-1"],
  "strong-session-serializable": ["PL-3", "strong-session-snapshot-isolation"],
  "strong-session-snapshot-isolation": ["PL-SI", "strong-session-PL-2"],
  "strong-snapshot-isolation": ["strong-session-snapshot-isolation", "strong-PL-2"],
  linearizable: ["sequential"],
  sequential: ["causal"],
  causal: ["writes-follow-reads", "PRAM"],
  PRAM: ["monotonic-reads", "monotonic-writes", "read-your-writes"],
};

/** What a model forbids beyond the models it implies. */
const FORBIDS: Graph = {
  causal: ["causal-violation-process"],
  "causal-cerone": ["internal", "G1a", "causal-violation"],
  "PL-CS": ["G1", "G-cursor", "lost-update"],
  "PL-2L": ["G1", "G-monotonic"],
  "PL-MSR": ["G1", "G-MSR"],
  "PL-2+": ["G1", "G-single"],
  "PL-FCV": ["G1", "G-SIb"],
  "parallel-snapshot-isolation": ["internal", "G1a"],
  "PL-3": ["G1", "G2", "internal", "predicate-read-miss", "PL-3-cycle-exists"],
  "PL-2": ["G1", "garbage-read", "PL-2-cycle-exists"],
  "PL-1": ["G0", "duplicate-elements", "cyclic-versions", "PL-1-cycle-exists"],
  prefix: ["internal", "G1a"],
  "PL-SI": ["internal", "G1", "G-SI", "G-nonadjacent", "PL-SI-cycle-exists"],
  "read-atomic": ["internal", "G1a", "future-read", "fractured-read"],
  "PL-2.99": ["G1", "G2-item", "lost-update", "PL-2.99-cycle-exists"],
  "update-atomic": ["lost-update"],
  "PL-SS": ["G1", "G1c-realtime", "G2-realtime", "PL-SS-cycle-exists"],
  "strong-session-PL-1": ["G0-process", "strong-session-PL-1-cycle-exists"],
  "strong-session-PL-2": ["G1c-process", "strong-session-PL-2-cycle-exists"],
  "strong-PL-1": ["G0-realtime", "strong-PL-1-cycle-exists"],
  "strong-PL-2": ["G1c-realtime", "strong-PL-2-cycle-exists"],
  "strong-session-snapshot-isolation": [
    "internal",
    "G1-process",
    "G-nonadjacent-process",
    "strong-session-snapshot-isolation-cycle-exists",
  ],
  "strong-snapshot-isolation": [
    "internal",
    "G1-realtime",
    "G-nonadjacent-realtime",
    "strong-snapshot-isolation-cycle-exists",
  ],
  "strong-session-serializable": [
    "G1-process",
    "G2-process",
    "strong-session-serializable-cycle-exists",
  ],
  "PL-3U": ["G1", "G-update"],
};

const FRIENDLY: ReadonlyMap<string, string> = new Map([
  ...Object.entries(CANONICAL).map(([name, canonical]): [string, string] => [canonical, name]),
  ["PL-3", "serializable"],
]);

/** The canonical name of a model. */
export const canonical = (model: string): string => CANONICAL[model] ?? model;
/** The name that people use for a model. */
export const friendly = (model: string): string => FRIENDLY.get(model) ?? model;

/** Everything reachable from `from`, itself included. */
function closure(from: Iterable<string>, graph: Graph): ReadonlySet<string> {
  const found = new Set(from);
  for (const name of found) for (const next of graph[name] ?? []) found.add(next);
  return found;
}

function reversed(graph: Graph): Graph {
  const out: Record<string, string[]> = {};
  for (const [from, list] of Object.entries(graph))
    for (const to of list) (out[to] ??= []).push(from);
  return out;
}

const IMPLIED_BY = reversed(IMPLIES);
const ANOMALY_IMPLIED_BY = reversed(ANOMALY_IMPLIES);
const FORBIDDEN_BY = reversed(FORBIDS);

/** All names, Adya's among them. */
export const consistencyModelNames = (): readonly string[] =>
  [
    ...new Set([
      ...Object.keys(CANONICAL),
      ...Object.values(CANONICAL),
      ...closure(Object.keys(IMPLIES), IMPLIES),
    ]),
  ].sort();

const anomalyNames = (): readonly string[] =>
  [
    ...closure(
      [...Object.keys(ANOMALY_IMPLIES), ...Object.values(FORBIDS).flat()],
      ANOMALY_IMPLIES,
    ),
  ].sort();

function known(names: readonly string[], all: readonly string[], what: string): void {
  for (const name of names)
    if (!all.includes(name))
      throw new HarnessError("usage", `there is no ${what} "${name}"`, {
        hint: namesHint(name, all),
      });
}

/** Kinds of anomalies that a history of these models must not show. Throws `usage` for a model that does not exist. */
export function forbiddenBy(models: readonly string[]): ReadonlySet<string> {
  known(models, consistencyModelNames(), "consistency model");
  const implied = [...closure(models.map(canonical), IMPLIES)];
  return closure(
    implied.flatMap((model) => FORBIDS[model] ?? []),
    ANOMALY_IMPLIED_BY,
  );
}

/** The anomalies and those that would imply them. Throws `usage` for one that does not exist. */
export function withImplying(anomalies: readonly string[]): ReadonlySet<string> {
  known(anomalies, anomalyNames(), "anomaly");
  return closure(anomalies, ANOMALY_IMPLIED_BY);
}

/** Models that cannot hold. */
export interface RuledOut {
  /** The weakest of them. */
  readonly not: readonly string[];
  /** Those that follow, because they are stronger. */
  readonly alsoNot: readonly string[];
}

/** What a set of anomalies rules out, by friendly names, sorted. */
export function ruledOutBy(anomalies: Iterable<string>): RuledOut {
  const implied = [...closure(anomalies, ANOMALY_IMPLIES)];
  const impossible = closure(
    implied.flatMap((anomaly) => FORBIDDEN_BY[anomaly] ?? []),
    IMPLIED_BY,
  );
  const weakest = new Set<string>();
  for (const model of impossible) {
    const weaker = [...closure([model], IMPLIES)].filter((other) => other !== model);
    if (!weaker.some((other) => impossible.has(other))) weakest.add(model);
  }
  const names = (models: readonly string[]): readonly string[] => models.map(friendly).sort();
  return {
    not: names([...weakest]),
    alsoNot: names([...impossible].filter((model) => !weakest.has(model))),
  };
}
