// A plan in words: what `--dry-run` prints.
import { formatDuration, fromMs } from "../core/duration.ts";
import { describeStep } from "../nemesis/describe-step.ts";
import type { PlannedRun } from "../scenario/plan.ts";

/** Several lines, without a final line break. */
export function planText({ plan, scenario, steps }: PlannedRun): string {
  const duration = (ms: number): string => formatDuration(fromMs(ms));
  const count = String(plan.nodes.length);
  const image = plan.system.image === null ? "" : ` (${plan.system.image})`;
  const recovery =
    plan.recoveryMs === 0 ? "" : `, then ${duration(plan.recoveryMs)} without faults`;
  const noFaults =
    scenario.nemesis === null
      ? "no faults"
      : `no faults: the schedule has none within ${duration(plan.durationMs)}`;
  return [
    `${plan.scenario}  seed ${String(plan.seed)}  digest ${plan.digest.slice(0, 12)}`,
    plan.backend === "docker" && plan.system.adopts !== undefined
      ? `  adopt ${plan.system.adopts} as ${count} nodes of ${plan.system.name}: none is removed, only faults are undone`
      : `  start ${count} nodes of ${plan.system.name}${plan.backend === "docker" ? image : ""} on the ${plan.backend} back end`,
    `  ${plan.workload.name}: ${String(plan.rate)} ops/s from ${String(plan.concurrency)} clients for ${duration(plan.durationMs)}${recovery}`,
    ...(steps.length === 0 ? [`  ${noFaults}`] : steps.map((step) => `  ${describeStep(step)}`)),
    `  check: ${plan.checkers.map((c) => (c.model === undefined ? c.checker : `${c.checker} (${c.model})`)).join(", ")}`,
    `  expect: ${typeof plan.expect === "string" ? plan.expect : `invalid (${plan.expect.invalid.join(", ")})`}`,
  ].join("\n");
}
