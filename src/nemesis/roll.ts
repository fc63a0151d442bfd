// A roll: one node after the other is changed, while the rest serve. Knows no kind of fault.
import type { Node } from "../cluster/api.ts";
import type { Evidence } from "../core/fault.ts";
import { evidenceInTurn } from "./node-evidence.ts";

/** As an orderly operator has it. */
export const ROLL_GRACE_MS = 10_000;
/** How long a node of a roll may take until it serves again. */
export const SERVE_LIMIT_MS = 30_000;

/** What there is of a node that a roll did not come to. */
export const NOT_REACHED: Evidence = {
  seen: false,
  why: "was not reached: a node before it failed",
};

/** One node after the other; after one that failed, the others are left as they are. */
export async function roll(
  nodes: readonly Node[],
  change: (node: Node) => Promise<Evidence>,
): Promise<ReadonlyMap<Node, Evidence>> {
  let halted = false;
  return evidenceInTurn(nodes, async (node) => {
    if (halted) return NOT_REACHED;
    halted = true;
    const evidence = await change(node);
    halted = !evidence.seen;
    return evidence;
  });
}
