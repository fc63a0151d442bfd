// The fault "member.replace": a member leaves for good, and an empty node takes its place at once: a disk that was
// lost. Knows no system.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { changeMembers } from "./member-fault.ts";
import { Members, ROOM_A_MEMBER_MS } from "./members.ts";
import type { FaultKind } from "./nemesis.ts";

/** Replaces members by empty ones, one after the other: `member.replace("one")`. Healed, they vote and serve. */
export const memberReplace = (targets: TargetSpec): FaultPlan =>
  faultPlan(`member.replace ${targetWords(targets)}`, {
    kind: "member-replace",
    targets,
    parameters: {},
  });

export const memberReplaceKind: FaultKind = {
  kind: "member-replace",
  requires: "rebuild",
  needs: ["membership"],
  exclusive: true,
  fatal: true,
  alone: { roomMs: (targets) => targets * ROOM_A_MEMBER_MS },
  inject(_fault, environment) {
    const { targets, signal } = environment;
    const members = new Members(environment);
    return changeMembers(targets, members, {
      name: "member.replace",
      async apply(node) {
        const left = await members.expel(node, signal);
        if (!left.seen) return left;
        const joined = await members.admit(node, signal);
        if (!joined.seen) return joined;
        return { seen: true, detail: `${left.detail}; ${joined.detail}` };
      },
    });
  },
};
