// Takes resources away from nodes: which kind of strain is whose work.
import type { ClusterSpec, Resources } from "../api.ts";
import type { Strain } from "../../core/damage.ts";
import type { ActiveFault } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Agent } from "./agent.ts";
import { CpuLimit } from "./cpu-limit.ts";
import { CpuLimits } from "./cpu-limits.ts";
import type { DockerNode } from "./docker-node.ts";
import type { Engine } from "./engine.ts";
import { ExhaustedDescriptors } from "./exhausted-descriptors.ts";
import type { Grip } from "./grip.ts";
import { gripNodes } from "./gripped-nodes.ts";
import { MemoryExhaustion } from "./memory-exhaustion.ts";
import { Stress } from "./stress.ts";

interface Parts {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly spec: ClusterSpec;
  readonly node: (id: NodeId) => DockerNode;
}

export class DockerResources implements Resources {
  readonly #parts: Parts;
  readonly #cpuLimits: CpuLimits;
  #strains = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#cpuLimits = new CpuLimits(parts.engine);
  }

  strain(nodes: readonly NodeId[], strain: Strain, name: string): Promise<ActiveFault> {
    const number = ++this.#strains;
    const grips = nodes.map((id) => this.#grip(this.#parts.node(id), strain, number));
    return gripNodes(name, grips);
  }

  #grip(node: DockerNode, strain: Strain, number: number): Grip {
    const { engine, agent, spec } = this.#parts;
    const directory = spec.container?.dataDir ?? "/";
    switch (strain.what) {
      case "cpu":
        return new CpuLimit(node, strain.cpus, this.#cpuLimits, agent);
      case "memory":
        return new MemoryExhaustion(node, number, engine, agent);
      case "cpu-stress":
        return new Stress(node, { of: "cpu", workers: strain.workers, directory, number }, agent);
      case "io-stress":
        return new Stress(node, { of: "io", workers: strain.workers, directory, number }, agent);
      case "file-descriptors":
        return new ExhaustedDescriptors(node, agent, (signal) => spec.ready(node, signal));
    }
  }
}
