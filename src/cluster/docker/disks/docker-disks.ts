// The disks of a run's nodes: damages them and brings them back. Each kind of damage is a file of its own.
import type { ClusterSpec, Disks } from "../../api.ts";
import type { DiskDamage } from "../../../core/damage.ts";
import { HarnessError } from "../../../core/errors.ts";
import type { ActiveFault } from "../../../core/fault.ts";
import { type NodeId, seed as seedOf } from "../../../core/ids.ts";
import { randomOf } from "../../../core/random.ts";
import type { DockerNode } from "../docker-node.ts";
import { DeadDisk } from "./dead-disk.ts";
import type { DiskInjury, Patient } from "./disk-damage.ts";
import { DiskFault } from "./disk-fault.ts";
import type { DiskVolumes } from "./disk-volumes.ts";
import { FlippedBits } from "./flipped-bits.ts";
import { FullDisk } from "./full-disk.ts";
import { LostVolume } from "./lost-volume.ts";
import { PowerLoss } from "./power-loss.ts";
import { RolledBackDisk } from "./rolled-back-disk.ts";
import { SlowDisk } from "./slow-disk.ts";
import { StuckDisk } from "./stuck-disk.ts";
import { TruncatedFile } from "./truncated-file.ts";

export class DockerDisks implements Disks {
  readonly #volumes: DiskVolumes;
  readonly #nodes: () => readonly DockerNode[];
  readonly #ready: ClusterSpec["ready"];
  readonly #closing = new AbortController();

  constructor(
    volumes: DiskVolumes,
    nodes: () => readonly DockerNode[],
    ready: ClusterSpec["ready"],
  ) {
    this.#volumes = volumes;
    this.#nodes = nodes;
    this.#ready = ready;
  }

  async damage(
    nodes: readonly NodeId[],
    damage: DiskDamage,
    name: string,
    seed: number,
  ): Promise<ActiveFault> {
    const random = randomOf(seedOf(seed));
    const cases = nodes.map((id) => {
      const patient = this.#patient(id, random.fork(id));
      return { patient, injury: injuryOf(patient, damage) };
    });
    return DiskFault.inject(name, cases, this.#closing.signal);
  }

  #patient(id: NodeId, random: Patient["random"]): Patient {
    const node = this.#nodes().find((candidate) => candidate.id === id);
    const disk = this.#volumes.diskOf(id);
    if (node !== undefined && disk !== null) return { node, disk, random, ready: this.#ready };
    throw new HarnessError("unsupported", `node ${id} has no disk of its own`, {
      hint: "Faults of disks need a data directory: the system's container.dataDir.",
    });
  }

  /** No node may still die of a fault from here on. */
  close(): void {
    this.#closing.abort(new Error("the cluster is gone"));
  }
}

function injuryOf(patient: Patient, damage: DiskDamage): DiskInjury {
  switch (damage.how) {
    case "power-loss":
      return new PowerLoss(patient, damage);
    case "stuck":
      return new StuckDisk(patient);
    case "dead":
      return new DeadDisk(patient);
    case "full":
      return new FullDisk(patient);
    case "slow":
      return new SlowDisk(patient, damage);
    case "bit-flip":
      return new FlippedBits(patient, damage);
    case "truncate":
      return new TruncatedFile(patient, damage);
    case "rollback":
      return new RolledBackDisk(patient);
    case "volume-lost":
      return new LostVolume(patient);
  }
}
