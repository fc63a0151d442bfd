// The `leader-liveness` checker: after each heal, how soon somebody leads and how often leaders changed. It reports; only thresholds
// given as options make it judge.
import type { FaultWindow } from "../../core/fault.ts";
import type { History } from "../../core/history.ts";
import type { Json } from "../../core/json.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import { Findings, UnreadableValue } from "../keyed/findings.ts";
import { type ObjectHistory, wholeOf } from "../keyed/object-history.ts";
import { Rising } from "../keyed/rising.ts";
import { loadOf } from "../success-gaps.ts";
import { vacuous } from "../vacuous.ts";
import { sightOf } from "./sight.ts";

const NAME = "leader-liveness";

export interface LeaderLivenessOptions {
  /** After a heal, with no fault holding, a node leads within this. */
  readonly expectLeaderMs?: number;
  /** From a heal to the next fault, at most so many terms have a leader beyond the first. */
  readonly maxLeaderChanges?: number;
}

/** A view by which a node leads in a term as new as any that had a leader. */
interface Lead {
  readonly call: number;
  readonly term: number;
  readonly node: string;
  readonly calledMs: number;
  readonly atMs: number;
}

/** A heal after which nothing held for a while. */
interface Heal {
  readonly fault: FaultWindow;
  readonly atMs: number;
  readonly calmUntilMs: number;
}

export const leaderLiveness = (options: LeaderLivenessOptions = {}): Checker => ({
  name: NAME,
  check: (history, context) =>
    Promise.resolve(vacuous(NAME, history) ?? judge(history, context, options)),
});

function judge(history: History, context: CheckContext, options: LeaderLivenessOptions): Verdict {
  const object = wholeOf(history);
  const found = new Findings(history.faults.length);
  const common = { checker: NAME, stats: found.stats };
  try {
    const leads = leadsOf(object, found);
    const heals = healsOf(history, loadOf(history, context).end / 1e6);
    found.count("leaderViews", leads.length);
    found.count("leaderChanges", Math.max(0, termsOf(leads).size - 1));
    found.count("heals", heals.length);
    for (const heal of heals) judgeHeal(heal, leads, found, options);
    if (history.columns.keys.length > 0)
      found.doubtThat(
        "unsupported",
        "operations have keys: the elections of several groups are not told apart",
      );
    if (leads.length === 0) found.doubtThat("too-few-ops", "no view shows a node that leads");
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error;
    return { ...common, valid: "unknown", reason: "malformed", detail: error.message };
  }
  const [first, ...others] = found.anomalies;
  const { details } = found;
  if (first !== undefined)
    return { ...common, details, valid: false, anomalies: [first, ...others] };
  if (found.doubt !== null) return { ...common, details, valid: "unknown", ...found.doubt };
  return { ...common, details, valid: true };
}

/** In order of their answers. */
function leadsOf(object: ObjectHistory, found: Findings): readonly Lead[] {
  const led = new Rising();
  const leads: Lead[] = [];
  for (const event of object.events) {
    if (object.isCall(event) || !object.isOk(event) || object.f(event) !== "observe") continue;
    const sight = sightOf(object, event, found);
    if (!sight.leads) continue;
    const newest = led.before(sight.call)?.value ?? -1;
    led.note(event, sight.view.term);
    const { call, view } = sight;
    if (view.term < newest) continue;
    const [calledMs, atMs] = [object.time(call) / 1e6, object.time(event) / 1e6];
    leads.push({ call, term: view.term, node: view.node, calledMs, atMs });
  }
  return leads;
}

function healsOf({ faults }: History, endMs: number): readonly Heal[] {
  return faults.flatMap((fault): Heal[] => {
    const { end } = fault;
    if (end === null || end === fault.start) return [];
    if (faults.some((other) => other.start < end && (other.end === null || other.end > end)))
      return [];
    const next = faults.map(({ start }) => start).filter((start) => start >= end);
    return [
      { fault, atMs: end / 1e6, calmUntilMs: Math.min(endMs, ...next.map((ns) => ns / 1e6)) },
    ];
  });
}

const termsOf = (leads: readonly Lead[]): ReadonlySet<number> =>
  new Set(leads.map(({ term }) => term));

function judgeHeal(
  { fault, atMs, calmUntilMs }: Heal,
  leads: readonly Lead[],
  found: Findings,
  { expectLeaderMs = Infinity, maxLeaderChanges = Infinity }: LeaderLivenessOptions,
): void {
  const seen: Lead[] = [];
  for (let i = firstFrom(leads, atMs); (leads[i]?.atMs ?? Infinity) <= calmUntilMs; i++) {
    const lead = leads[i] as Lead;
    if (lead.calledMs >= atMs) seen.push(lead);
  }
  const [first] = seen;
  const changes = Math.max(0, termsOf(seen).size - 1);
  const leaderMs = first === undefined ? null : first.atMs - atMs;
  found.list("heals", (): Json => {
    const of = { fault: fault.id, name: fault.name, healedAtMs: atMs };
    return { ...of, leaderMs, leader: first?.node ?? null, changes };
  });
  found.atLeast("mostLeaderChanges", changes);
  if (leaderMs !== null) found.atLeast("slowestLeaderMs", leaderMs);
  const after = `after ${fault.name} was healed at ${seconds(atMs)}`;
  const waitedMs = leaderMs ?? calmUntilMs - atMs;
  if (waitedMs > expectLeaderMs)
    found.anomaly("slow-election", () => ({
      says: `${after}, ${first === undefined ? `nobody was seen to lead for ${seconds(waitedMs)}` : `${first.node} was the first to lead, after ${seconds(waitedMs)}`}; at most ${seconds(expectLeaderMs)} are allowed`,
      ops: first === undefined ? [] : [first.call],
    }));
  if (changes > maxLeaderChanges)
    found.anomaly("flapping", () => ({
      says: `${after}, the leader changed ${String(changes)} times; at most ${String(maxLeaderChanges)} are allowed`,
      ops: seen.map(({ call }) => call),
    }));
}

/** Where those begin that were answered at `ms` or later. */
function firstFrom(leads: readonly Lead[], ms: number): number {
  let [low, high] = [0, leads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((leads[middle] as Lead).atMs < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
