// Who votes now, by the word of the system's own members.
import type { NodeId } from "../core/ids.ts";
import type { FaultEnvironment } from "./nemesis.ts";

/** How long one member may take to answer. */
const ANSWER_MS = 1_000;

/** The first answer of a running node; all nodes where the system does not tell, or nobody answers. */
export async function votersOf({
  cluster,
  layout,
  hooks,
}: FaultEnvironment): Promise<readonly NodeId[]> {
  const { membership } = hooks;
  if (membership === undefined) return layout.nodes;
  const running = cluster.nodes.filter((node) => node.state === "running");
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const voters = await Promise.any(running.map((node) => membership.voters(node, signal)));
    return layout.nodes.filter((node) => voters.includes(node));
  } catch {
    return layout.nodes;
  }
}
