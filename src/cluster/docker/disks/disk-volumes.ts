// Makes the nodes' disks: for each an ext4 image in the run's volume of images, a loop device that vanishes with the
// agent, and a volume of the engine's that mounts it. Leaves nothing that the labels do not lead to.
import { assert } from "../../../core/assert.ts";
import { HarnessError } from "../../../core/errors.ts";
import type { NodeId } from "../../../core/ids.ts";
import { type Agent, IMAGES_DIRECTORY } from "../agent.ts";
import type { DataVolumes } from "../data-volumes.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";
import type { Labels } from "../labels.ts";
import { formatScript } from "./format.ts";
import { NodeDisk } from "./node-disk.ts";

/** Sparse: what nobody writes takes no room on the host. */
const SIZE = "2G";
/** How long the loop device may take to be there: making an image takes a tenth of a second. */
const MAKE_DEADLINE_MS = 30_000;

/** Name of the volume that holds a run's images; `prefix` begins the names of all that the run makes. */
const imagesVolume = (prefix: string): string => `${prefix}-disks`;

/** Makes the volume for the images, before the agent that mounts it. Returns its name. */
export async function createImagesVolume(
  engine: Engine,
  prefix: string,
  labels: Labels,
): Promise<string> {
  const name = imagesVolume(prefix);
  const made = engine.docker.createVolume({ Name: name, Labels: { ...labels } });
  await withDeadline("the engine to make the volume of the disks", ENGINE_DEADLINE_MS, made);
  return name;
}

export class DiskVolumes implements DataVolumes {
  readonly #engine: Engine;
  readonly #agent: Agent;
  readonly #prefix: string;
  readonly #labels: Labels;
  readonly #disks = new Map<NodeId, NodeDisk>();

  constructor(engine: Engine, agent: Agent, prefix: string, labels: Labels) {
    this.#engine = engine;
    this.#agent = agent;
    this.#prefix = prefix;
    this.#labels = labels;
  }

  nameOf(node: NodeId): string {
    return `${this.#prefix}-${node}`;
  }

  async empty(node: NodeId): Promise<string> {
    const disk = this.#disks.get(node);
    assert(disk !== undefined, `the disk of ${node} was made`);
    await disk.untilUnmounted();
    const files = await disk.format();
    return `its disk is a new one, without the ${String(files.length)} files of the old one`;
  }

  async remove(node: NodeId): Promise<void> {
    const disk = this.#disks.get(node);
    if (disk === undefined) return;
    const removal = this.#engine.docker.getVolume(this.nameOf(node)).remove();
    const what = `the engine to remove the volume of node ${node}`;
    await withDeadline(what, ENGINE_DEADLINE_MS, removal).catch((error: unknown) => {
      // Gone already: as it should be.
      if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
    });
    await disk.run(`kill -9 "$(cat ${disk.image}.pid)"; rm -rf ${disk.image} ${disk.image}.*`);
    this.#disks.delete(node);
  }

  /** What a rollback goes back to: all disks as they are now. */
  async remember(): Promise<void> {
    await Promise.all([...this.#disks.values()].map((disk) => disk.remember()));
  }

  /** The disk of a node, if it was made. */
  diskOf(node: NodeId): NodeDisk | null {
    return this.#disks.get(node) ?? null;
  }

  /** Makes the disk of a node and its volume. What is there already is left as it is. */
  async create(node: NodeId): Promise<void> {
    if (this.#disks.has(node)) return;
    const name = this.nameOf(node);
    const image = `${IMAGES_DIRECTORY}/${name}.img`;
    const output = await this.#agent.must(attachScript(image), {
      shell: `disk-${node}`,
      deadlineMs: MAKE_DEADLINE_MS,
    });
    const number = Number(output.trim());
    if (!Number.isInteger(number) || output.trim() === "") {
      throw new HarnessError("engine", `no loop device for the disk of ${node}: ${output.trim()}`, {
        hint: "The engine's kernel needs loop devices; run faultline doctor.",
      });
    }
    const disk = new NodeDisk(this.#agent, { node, image, number });
    this.#disks.set(node, disk);
    const made = this.#engine.docker.createVolume({
      Name: name,
      Driver: "local",
      DriverOpts: { type: "ext4", device: disk.device },
      Labels: { ...this.#labels },
    });
    await withDeadline(`the engine to make the volume of node ${node}`, ENGINE_DEADLINE_MS, made);
  }
}

/** The device is held by a process of the agent's and clears itself after it, whatever ends the agent. */
const attachScript = (image: string): string => `set -e
truncate -s ${SIZE} ${image}
${formatScript(image)}
faultline-hold-loop ${image} >${image}.loop 2>&1 </dev/null &
echo $! >${image}.pid
until [ -s ${image}.loop ] || ! kill -0 $!; do sleep 0.01; done
cat ${image}.loop`;
