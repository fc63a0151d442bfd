// Whether a node serves, by the system's own probe, with a deadline for the answer. Knows no kind of fault.
import type { Node, SystemHooks } from "../cluster/api.ts";
import { waitFor } from "../core/real-clock.ts";

const ANSWER_MS = 1_000;
const POLL_EVERY_MS = 50;

/** False where it does not answer in time. */
export async function serves(
  { ready }: SystemHooks,
  node: Node,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  return ready(node, deadline).catch(() => false);
}

/** Throws `timeout` where it does not come to serve within the limit. */
export const untilServes = (
  hooks: SystemHooks,
  node: Node,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<true> =>
  waitFor(async () => (await serves(hooks, node, signal)) || null, {
    what: `${node.id} to serve`,
    deadlineMs,
    everyMs: POLL_EVERY_MS,
    signal,
  });
