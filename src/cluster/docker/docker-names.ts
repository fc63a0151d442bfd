// Misleads nodes about each other's names: what the engine calls a node, and what is answered instead of its address.
import type { Names } from "../api.ts";
import type { NameFault } from "../../core/damage.ts";
import { HarnessError } from "../../core/errors.ts";
import type { ActiveFault } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Agent } from "./agent.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { DockerNode } from "./docker-node.ts";
import type { Engine } from "./engine.ts";
import { FalseNames } from "./false-names.ts";
import { gripNodes } from "./gripped-nodes.ts";

interface Parts {
  readonly engine: Engine;
  readonly agent: Agent;
  /** All that there are now. */
  readonly nodes: () => readonly DockerNode[];
}

export class DockerNames implements Names {
  readonly #parts: Parts;
  #faults = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async mislead(
    nodes: readonly NodeId[],
    about: readonly NodeId[],
    fault: NameFault,
    name: string,
  ): Promise<ActiveFault> {
    const all = this.#parts.nodes();
    const named = all.filter((node) => about.includes(node.id));
    const answers = await Promise.all(
      named.map(async (node) => {
        const address = fault.how === "wrong-address" ? addressAfter(node, all) : node.ip;
        return (await this.#namesOf(node)).map((text) => `${text}=${address}`);
      }),
    );
    const number = ++this.#faults;
    const plan = { fault, answers: answers.flat(), number };
    const askers = all.filter((node) => nodes.includes(node.id));
    return gripNodes(
      name,
      askers.map((node) => new FalseNames(node, plan, this.#parts.agent)),
    );
  }

  /** Every name that the engine's name server knows a node by, alone and with the network's name behind it. */
  async #namesOf(node: DockerNode): Promise<readonly string[]> {
    if (node.containerId === null) return [node.id];
    const inspected = this.#parts.engine.docker.getContainer(node.containerId).inspect();
    const what = `the engine to inspect node ${node.id}`;
    const { Name, NetworkSettings } = await withDeadline(what, ENGINE_DEADLINE_MS, inspected);
    const names = Object.entries(NetworkSettings.Networks).flatMap(([network, endpoint]) =>
      [Name.replace("/", ""), node.id, ...((endpoint.Aliases as string[] | null) ?? [])].flatMap(
        (name) => [name, `${name}.${network}`],
      ),
    );
    return [...new Set(names)];
  }
}

/** The address of the next node. Throws `usage` where there is no other. */
function addressAfter(node: DockerNode, all: readonly DockerNode[]): string {
  const other = all[(all.indexOf(node) + 1) % all.length];
  if (other !== undefined && other !== node) return other.ip;
  throw new HarnessError("usage", `a wrong address for ${node.id} takes a second node`, {
    hint: "Use more nodes.",
  });
}
