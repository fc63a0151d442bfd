// One fault's hold on one node, as a kind of strain or of false names implements it. What they share is in gripped-nodes.ts.
import type { Evidence } from "../../core/fault.ts";
import type { DockerNode } from "./docker-node.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** Its methods are called one at a time. What `take` throws is missing evidence of the fault on this node. */
export interface Grip {
  readonly node: DockerNode;
  /** Whether the node may die of it. Who died of it is started again when it is released. */
  readonly deadly: boolean;
  /** Takes hold of a life of the node; `fresh` when it has just begun, and the node is not ready yet. */
  take(life: NodeProcess, fresh: boolean): Promise<void>;
  /** Reads what would be lost with a life that is about to end. */
  look(life: NodeProcess): Promise<void>;
  evidence(): Promise<Evidence>;
  /** Lets go, also of a dead node; does nothing the second time. */
  release(): Promise<void>;
  /** What shows that nothing is left of it on the node. */
  released(): Promise<Evidence>;
}

export const seen = (detail: string): Evidence => ({ seen: true, detail });
export const notSeen = (why: string): Evidence => ({ seen: false, why });
