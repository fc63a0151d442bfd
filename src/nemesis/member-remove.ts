// The fault "member.remove": members leave the system's own cluster and stop; healed, they come back empty.
// Knows no system.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { changeMembers } from "./member-fault.ts";
import { Members, ROOM_A_MEMBER_MS } from "./members.ts";
import type { FaultKind } from "./nemesis.ts";

/** Removes members, one after the other, and adds them again when healed: `member.remove("one").for("5s")`. */
export const memberRemove = (targets: TargetSpec): FaultPlan =>
  faultPlan(`member.remove ${targetWords(targets)}`, {
    kind: "member-remove",
    targets,
    parameters: {},
  });

export const memberRemoveKind: FaultKind = {
  kind: "member-remove",
  requires: "rebuild",
  needs: ["membership"],
  exclusive: true,
  fatal: true,
  alone: { roomMs: (targets) => targets * ROOM_A_MEMBER_MS },
  inject(_fault, environment) {
    const { targets, signal } = environment;
    const members = new Members(environment);
    return changeMembers(targets, members, {
      name: "member.remove",
      apply: (node) => members.expel(node, signal),
      shows: (node, applied) => members.away(node, applied, AbortSignal.timeout(ASK_LIMIT_MS)),
    });
  },
};

/** Shorter than evidence may take. */
const ASK_LIMIT_MS = 8_000;
