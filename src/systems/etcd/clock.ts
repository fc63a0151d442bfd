// What an etcd node takes for the time: the Date header of its answers, which has whole seconds.
import type { Node } from "../../cluster/api.ts";
import { waitFor } from "../../core/real-clock.ts";

/** How far the answer may be off: a question about every so often, and on its way as long. */
const ASK_EVERY_MS = 15;
/** A second ends within a second; a strobing clock ends them early. */
const DEADLINE_MS = 2_000;

/** The node's wall clock, milliseconds since the epoch: asked until a new second begins, which is known to the question. */
export async function etcdClock(node: Node, signal: AbortSignal): Promise<number> {
  const first = await secondOf(node, signal);
  return waitFor(
    async () => {
      const now = await secondOf(node, signal);
      return now === first ? null : now;
    },
    {
      what: `a new second in the answers of ${node.id}`,
      deadlineMs: DEADLINE_MS,
      everyMs: ASK_EVERY_MS,
      signal,
    },
  );
}

async function secondOf(node: Node, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${node.address("client").url}/version`, { signal });
  await response.arrayBuffer();
  const ms = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(ms)) throw new Error(`${node.id} answered without a date`);
  return ms;
}
