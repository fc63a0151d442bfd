// The volumes that hold the nodes' data directories: they outlive containers, which faults make anew.
// What a volume is made of (the engine's own disk, a disk of the node's own) is each implementation's affair.
import type { NodeId } from "../../core/ids.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";
import type { Labels } from "./labels.ts";

/** Whoever owns the nodes' data. Containers of the node must be gone when its volume is emptied or removed. */
export interface DataVolumes {
  /** Makes the volume of a node, empty. What is there already is left as it is. */
  create(node: NodeId): Promise<void>;
  /** What the node's container is to mount. */
  nameOf(node: NodeId): string;
  /** Leaves nothing in it; says by what, for the evidence. */
  empty(node: NodeId): Promise<string>;
  remove(node: NodeId): Promise<void>;
}

/** Plain volumes of the engine's. */
export class PlainVolumes implements DataVolumes {
  readonly #engine: Engine;
  readonly #prefix: string;
  readonly #labels: Labels;

  /** `prefix` begins the volumes' names. */
  constructor(engine: Engine, prefix: string, labels: Labels) {
    this.#engine = engine;
    this.#prefix = prefix;
    this.#labels = labels;
  }

  nameOf(node: NodeId): string {
    return `${this.#prefix}-${node}`;
  }

  async create(node: NodeId): Promise<void> {
    const made = this.#engine.docker.createVolume({
      Name: this.nameOf(node),
      Labels: { ...this.#labels },
    });
    await withDeadline(`the engine to make the volume of node ${node}`, ENGINE_DEADLINE_MS, made);
  }

  async empty(node: NodeId): Promise<string> {
    await this.remove(node);
    await this.create(node);
    return `its volume ${this.nameOf(node)} is a new one`;
  }

  async remove(node: NodeId): Promise<void> {
    const removal = this.#engine.docker.getVolume(this.nameOf(node)).remove();
    const what = `the engine to remove the volume of node ${node}`;
    await withDeadline(what, ENGINE_DEADLINE_MS, removal).catch((error: unknown) => {
      // Gone already: as it should be.
      if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
    });
  }
}
