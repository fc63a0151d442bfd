// Waits until a node serves its clients, by the word of its system.
import type { ClusterSpec } from "../api.ts";
import { formatDuration, fromMs } from "../../core/duration.ts";
import { waitFor } from "../../core/real-clock.ts";
import { nodeError } from "./docker-cluster.ts";
import type { DockerNode } from "./docker-node.ts";

/** How often a node is asked whether it is ready, and how long one answer may take. */
const READY_EVERY_MS = 50;
const READY_ANSWER_MS = 1_000;

/** Throws `node` with its last lines where it is not ready in time, and the signal's reason where that comes first. */
export async function untilReady(
  node: DockerNode,
  { ready, readyTimeoutMs }: Pick<ClusterSpec, "ready" | "readyTimeoutMs">,
  signal: AbortSignal,
): Promise<void> {
  const answer = async (): Promise<true | null> =>
    (await ready(node, AbortSignal.any([signal, AbortSignal.timeout(READY_ANSWER_MS)]))) || null;
  try {
    await waitFor(answer, {
      what: `node ${node.id} to be ready`,
      deadlineMs: readyTimeoutMs,
      everyMs: READY_EVERY_MS,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const limit = formatDuration(fromMs(readyTimeoutMs));
    throw await nodeError(`node ${node.id} was not ready within ${limit}`, node.logs, error);
  }
}
