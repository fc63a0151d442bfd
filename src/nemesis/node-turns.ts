// Commands on the same node go one after the other, in the order they were asked for; those on different nodes side by side.
// Knows nothing of what the commands do.
import type { NodeId } from "../core/ids.ts";

/** Takes a place in every node's queue at once, so that two commands can never wait for each other. */
export class NodeTurns {
  readonly #last = new Map<NodeId, Promise<unknown>>();

  /** Runs `work` when everything asked before on one of `nodes` is over, however it ended. */
  run<T>(nodes: readonly NodeId[], work: () => Promise<T>): Promise<T> {
    const before = nodes.flatMap((node) => this.#last.get(node) ?? []);
    const done = before.length === 0 ? work() : Promise.all(before).then(work);
    const over = done.catch(() => undefined);
    for (const node of nodes) this.#last.set(node, over);
    return done;
  }
}
