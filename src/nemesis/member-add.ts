// The fault "member.add": one more node joins the system's own cluster; healed, it leaves again and is gone.
// Knows no system.
import type { Node } from "../cluster/api.ts";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { ActiveFault, Evidence } from "../core/fault.ts";
import { faultPlan, type FaultPlan } from "./fault-plan.ts";
import { Members, ROOM_A_MEMBER_MS } from "./members.ts";
import type { FaultKind } from "./nemesis.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** Adds one node, which leaves again when healed: `member.add().for("10s")`. Clients stay with the others. */
export const memberAdd = (): FaultPlan =>
  faultPlan("member.add", { kind: "member-add", targets: "all", parameters: {} });

export const memberAddKind: FaultKind = {
  kind: "member-add",
  requires: "rebuild",
  needs: ["membership"],
  // Its node is nobody else's target: it is not there when targets are drawn.
  exclusive: false,
  alone: { roomMs: () => ROOM_A_MEMBER_MS },
  describe: () => ["one more joins them"],
  async inject(_fault, environment) {
    const members = new Members(environment);
    const node = await environment.cluster.grow();
    return joining(node, members, await admitted(node, members, environment.signal));
  },
};

async function admitted(node: Node, members: Members, signal: AbortSignal): Promise<Evidence> {
  try {
    return await members.admit(node, signal);
  } catch (error) {
    if (error instanceof HarnessError && error.code === "engine") throw error;
    return { seen: false, why: messageOf(error) };
  }
}

/** Shorter than evidence and healing may take, so that the reason of a failure is told. */
const ASK_LIMIT_MS = 8_000;
const LEAVE_LIMIT_MS = 40_000;

function joining(node: Node, members: Members, joined: Evidence): ActiveFault {
  let left: Evidence = { seen: false, why: "it was not healed yet" };
  return {
    name: "member.add",
    targets: [node.id],
    async evidence() {
      if (!joined.seen) return joined;
      const votes = await members.votes(node, AbortSignal.timeout(ASK_LIMIT_MS));
      return votes.seen ? joined : votes;
    },
    healed: () => Promise.resolve(left),
    [Symbol.asyncDispose]: oneAtATime(async () => {
      if (left.seen) return;
      left = await members.dismiss(node, AbortSignal.timeout(LEAVE_LIMIT_MS));
    }),
  };
}
