// Who leads now, from what the nodes themselves say.
import type { Node } from "../cluster/api.ts";
import type { NodeId } from "../core/ids.ts";
import { waitFor } from "../core/real-clock.ts";
import type { System } from "../systems/system.ts";

const PROBE_TIMEOUT_MS = 1000;

/**
 * A fault that aims at the leader waits until there is one: at most this long, since other faults may have to heal first and an
 * election takes seconds.
 */
const ELECTION_MS = 15_000;
const BETWEEN_PROBES_MS = 100;

/** The leader now, or the one that an election under way brings; null when there is none for seconds. */
export async function awaitLeader(
  system: System,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<NodeId | null> {
  if (system.leader === undefined) return null;
  try {
    return await waitFor(() => currentLeader(system, nodes, signal), {
      what: "a leader",
      deadlineMs: ELECTION_MS,
      everyMs: BETWEEN_PROBES_MS,
      signal,
    });
  } catch {
    return null;
  }
}

/** Asks all running nodes at once and takes the answer that most give; null when nobody names one. */
export async function currentLeader(
  system: System,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<NodeId | null> {
  const { leader } = system;
  if (leader === undefined) return null;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  const asked = nodes.filter((node) => node.state === "running");
  const answers = await Promise.all(asked.map((node) => leader(node, deadline).catch(() => null)));
  const votes = new Map<NodeId, number>();
  for (const answer of answers)
    if (answer !== null) votes.set(answer, (votes.get(answer) ?? 0) + 1);
  const ranked = [...votes].sort(([, a], [, b]) => b - a);
  return ranked[0]?.[0] ?? null;
}
