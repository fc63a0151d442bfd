// What faults of membership have in common: nodes that leave the system's cluster one after the other, and come back
// as members when healed. Each kind says what it does to a node; who is asked, members.ts finds out.
import type { Node } from "../cluster/api.ts";
import type { ActiveFault, Evidence } from "../core/fault.ts";
import type { Members } from "./members.ts";
import { evidenceInTurn, together } from "./node-evidence.ts";
import { oneAtATime } from "./one-at-a-time.ts";

/** Shorter than a healing may take, so that the reason of a failure is told. */
const RESTORE_LIMIT_MS = 40_000;

/** How a kind of fault changes one member. */
export interface MemberChange {
  readonly name: string;
  readonly apply: (node: Node) => Promise<Evidence>;
  /** Whether it still shows on a node that it was applied to, asked just before healing; left out, what `apply` saw. */
  readonly shows?: (node: Node, applied: Evidence) => Promise<Evidence>;
}

/** Changes the nodes in turn: a system takes one change of its members at a time. Healed, all are members and run. */
export async function changeMembers(
  nodes: readonly Node[],
  members: Members,
  change: MemberChange,
): Promise<ActiveFault> {
  const { name, shows } = change;
  const applied = await evidenceInTurn(nodes, change.apply);
  const restored = new Map<Node, Evidence>();
  const restore = async (): Promise<void> => {
    const away = nodes.filter((node) => restored.get(node)?.seen !== true);
    const signal = AbortSignal.timeout(RESTORE_LIMIT_MS);
    const back = await evidenceInTurn(away, (node) => members.restore(node, signal));
    for (const [node, evidence] of back) restored.set(node, evidence);
  };
  return {
    name,
    targets: nodes.map(({ id }) => id),
    async evidence() {
      if (shows === undefined) return together(nodes, (node) => applied.get(node));
      const shown = await evidenceInTurn(nodes, (node) =>
        stillShows(shows, node, applied.get(node)),
      );
      return together(nodes, (node) => shown.get(node));
    },
    healed: () => Promise.resolve(together(nodes, (node) => restored.get(node))),
    [Symbol.asyncDispose]: oneAtATime(restore),
  };
}

const stillShows = (
  shows: NonNullable<MemberChange["shows"]>,
  node: Node,
  applied: Evidence = NOT_TRIED,
): Promise<Evidence> => (applied.seen ? shows(node, applied) : Promise.resolve(applied));

const NOT_TRIED: Evidence = { seen: false, why: "was not tried" };
