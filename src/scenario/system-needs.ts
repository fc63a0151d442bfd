// Whether a system gives what a fault needs of it: its hooks, its data directory. Pure.
import { HarnessError } from "../core/errors.ts";
import { faultKind } from "../nemesis/kinds.ts";
import type { ScheduledFault, SystemNeed } from "../nemesis/nemesis.ts";
import type { System } from "../systems/system.ts";

const WORDS: Readonly<Record<SystemNeed, string>> = {
  membership: "a hook `membership`",
  dataDir: "a container with a `dataDir`",
};

/** Throws `usage` for the first step that needs something which the system does not give. */
export function requireOfSystem(
  system: Omit<System, "clients">,
  steps: readonly ScheduledFault[],
): void {
  const given: Readonly<Record<SystemNeed, boolean>> = {
    membership: system.membership !== undefined,
    dataDir: system.container?.dataDir !== undefined,
  };
  for (const { name, kind } of steps) {
    const missing = faultKind(kind).needs?.find((need) => !given[need]);
    if (missing === undefined) continue;
    throw new HarnessError(
      "usage",
      `"${name}" needs ${WORDS[missing]}, and ${system.name} has none`,
      {
        hint: `Leave the fault out, or give the system ${WORDS[missing]}.`,
      },
    );
  }
}
