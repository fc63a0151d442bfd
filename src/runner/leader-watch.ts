// Watches who leads while a run goes on, for faults that strike when somebody begins to.
import type { Node } from "../cluster/api.ts";
import type { Clock } from "../core/clock.ts";
import { fromMs } from "../core/duration.ts";
import type { NodeId } from "../core/ids.ts";
import type { System } from "../systems/system.ts";
import { currentLeader } from "./leader.ts";

/** Between two looks; a look takes some milliseconds. */
const LOOK_EVERY = fromMs(20);

export interface LeaderWatch {
  /** How often a node was seen to begin to lead, the first leader included. */
  readonly elections: () => number;
}

/** Looks until the signal is aborted; never rejects. A leader that is seen again after nobody led counts again. */
export function watchLeader(
  system: System,
  nodes: () => readonly Node[],
  clock: Clock,
  signal: AbortSignal,
): LeaderWatch {
  let elections = 0;
  let last: NodeId | null = null;
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      const leader = await currentLeader(system, nodes(), signal).catch(() => null);
      if (leader !== null && leader !== last) elections++;
      last = leader;
      await clock.sleep(LOOK_EVERY, signal).catch(() => undefined);
    }
  };
  void watch();
  return { elections: () => elections };
}
