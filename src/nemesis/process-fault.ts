// What kill, terminate and pause have in common: a state that nodes are held in until the fault is healed.
// Knows nothing of signals; each kind says how to put a node into the state and how to bring it back.
import type { Node, NodeState } from "../cluster/api.ts";
import type { ActiveFault, Evidence } from "../core/fault.ts";
import { evidenceOfEach, together } from "./node-evidence.ts";

/** How a kind of process fault holds a node. */
export interface Hold {
  readonly name: string;
  /** The state that a node is in while the fault holds. */
  readonly state: NodeState;
  readonly apply: (node: Node) => Promise<Evidence>;
  /** Brings a node back, from whatever state; one that runs already is left alone. */
  readonly restore: (node: Node) => Promise<Evidence>;
  /** What `restore` amounts to, for the command that a person would give. */
  readonly restoredBy: "start" | "resume";
}

/**
 * Applies `hold` to all nodes at once. A node that it fails on is missing evidence, not an error, and is healed like
 * the others; a lost engine is an error.
 */
export async function holdNodes(nodes: readonly Node[], hold: Hold): Promise<ActiveFault> {
  const applied = await evidenceOfEach(nodes, hold.apply);
  const restored = new Map<Node, Evidence>();
  return {
    name: hold.name,
    targets: nodes.map((node) => node.id),
    get byHand() {
      const held = nodes.filter((node) => restored.get(node)?.seen !== true);
      return commands(held.map((node) => node.byHand?.(hold.restoredBy)));
    },
    evidence: () =>
      Promise.resolve(together(nodes, (node) => stillHeld(node, hold, applied.get(node)))),
    healed: () => Promise.resolve(together(nodes, (node) => restored.get(node))),
    async [Symbol.asyncDispose]() {
      const held = nodes.filter((node) => restored.get(node)?.seen !== true);
      for (const [node, evidence] of await evidenceOfEach(held, hold.restore)) {
        restored.set(node, evidence);
      }
    },
  };
}

/** Several commands as one; undefined where there is none. */
function commands(all: readonly (string | undefined)[]): string | undefined {
  const known = all.filter((command) => command !== undefined);
  return known.length === 0 ? undefined : known.join("; ");
}

function stillHeld(node: Node, hold: Hold, applied: Evidence | undefined): Evidence | undefined {
  if (applied?.seen !== true || node.state === hold.state) return applied;
  return { seen: false, why: `is ${node.state} although the fault still holds` };
}

/** Longer than any node takes from start to its first sign of life. */
const START_DEADLINE_MS = 30_000;

/** Starts a stopped node with the data it had. Own deadline: the run's signal may be aborted long since. */
export const startAgain = (node: Node): Promise<Evidence> =>
  node.start(AbortSignal.timeout(START_DEADLINE_MS));
