// The `assumptions` checker: what has to hold before any other verdict means something. It finds no fault with the system, only with
// the test: a malformed history, too few answers, a fault that never bit or met nobody.
import { toSeconds } from "../core/duration.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { History } from "../core/history.ts";
import type { Operation } from "../core/op.ts";
import type { UnknownReason, Verdict } from "../core/verdict.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { vacuous } from "./vacuous.ts";

export const ASSUMPTIONS = "assumptions";

/** Fewer `ok` operations than this under load are no test of anything. */
const MIN_OK_OPS = 10;

export interface AssumptionsOptions {
  /** `MIN_OK_OPS` when left out. */
  readonly minOkOps?: number;
  /** How many faults a run with a nemesis was to inject; left out, that is not asked. */
  readonly plannedFaults?: number;
}

interface Broken {
  readonly reason: UnknownReason;
  readonly what: string;
}

/** Valid or `unknown`, never invalid. */
export const assumptions = (options: AssumptionsOptions = {}): Checker => ({
  name: ASSUMPTIONS,
  check: (history, context) =>
    Promise.resolve(vacuous(ASSUMPTIONS, history) ?? judge(history, context, options)),
});

function judge(history: History, context: CheckContext, options: AssumptionsOptions): Verdict {
  const { minOkOps = MIN_OK_OPS, plannedFaults } = options;
  const oks = okUnderLoad(history, context);
  const broken: Broken[] = [];
  if (oks < minOkOps)
    broken.push({
      reason: "too-few-ops",
      what: `${String(oks)} operations succeeded; ${String(minOkOps)} are the least that tell something`,
    });
  if (plannedFaults !== undefined) broken.push(...missed(plannedFaults, history));
  for (const fault of history.faults) broken.push(...brokenBy(fault, history, context));
  const final = finalReads(history, context);
  if (final.length > 0 && !final.some(isOk))
    broken.push({
      reason: "too-few-ops",
      what: "no final read succeeded, so nobody looked whether what was acknowledged is still there",
    });
  const stats = {
    operations: history.operations().length,
    okUnderLoad: oks,
    faults: history.faults.length,
  };
  const [first] = broken;
  if (first === undefined) return { checker: ASSUMPTIONS, stats, valid: true };
  return {
    checker: ASSUMPTIONS,
    stats,
    valid: "unknown",
    reason: first.reason,
    detail: broken.map(({ what }) => what).join("; "),
    details: { broken: broken.map(({ what }) => what) },
  };
}

/** A nemesis that never struck, or not as often as planned, leaves a run that only looks hardened. */
function missed(planned: number, { faults }: History): readonly Broken[] {
  const reason = "no-evidence";
  if (planned === 0)
    return [{ reason, what: "the run was too short for its nemesis: no fault was planned" }];
  if (faults.length >= planned) return [];
  const count = `${String(planned - faults.length)} of ${String(planned)}`;
  return [{ reason, what: `${count} planned faults were never injected` }];
}

/** Final reads are left out: of a load that did nothing they find nothing wrong. */
function okUnderLoad(history: History, context: CheckContext): number {
  const { length: final } = finalReads(history, context).filter(isOk);
  return history.operations().filter(isOk).length - final;
}

const isOk = ({ outcome }: Operation): boolean => outcome.type === "ok";

/** What clients asked after the load; nothing where its end is not known (no run, or one that was killed). */
function finalReads(history: History, { loadWindow }: CheckContext): readonly Operation[] {
  if (loadWindow === null || loadWindow.end <= loadWindow.start) return [];
  return history.operations().filter((op) => op.start > loadWindow.end);
}

function brokenBy(fault: FaultWindow, history: History, context: CheckContext): Broken[] {
  const name = `${fault.name} at ${toSeconds(fault.start).toFixed(1)} s`;
  const broken: Broken[] = [];
  if (!fault.evidence.seen)
    broken.push({
      reason: "no-evidence",
      what: `nothing shows that ${name} took effect: ${fault.evidence.why}`,
    });
  if (fault.healed?.seen === false)
    broken.push({
      reason: "no-evidence",
      what: `nothing shows that ${name} was healed: ${fault.healed.why}`,
    });
  if (finalReads(history, context).some((op) => op.start < (fault.end ?? Infinity)))
    broken.push({ reason: "no-evidence", what: `final reads began before ${name} was healed` });
  if (!overlapsOps(fault, history, context))
    broken.push({ reason: "too-few-ops", what: `no client operation ran while ${name} held` });
  return broken;
}

/** An operation without an answer counts up to the end of the load: nobody listens for it later. */
function overlapsOps(fault: FaultWindow, history: History, { loadWindow }: CheckContext): boolean {
  const end = fault.end ?? Infinity;
  const lastEnd = loadWindow?.end ?? Infinity;
  return history.operations().some((op) => op.start <= end && (op.end ?? lastEnd) >= fault.start);
}
