// One adopted container as a node: where it is reached, and how it comes up again with the address that it had. It is never
// made anew.
import type { NodePlan } from "../../api.ts";
import { HarnessError } from "../../../core/errors.ts";
import { type HostPort, LOOPBACK } from "../ports.ts";
import { type Inspected, nameOf } from "./find.ts";

const ANY = ["", "0.0.0.0", "::"];

interface Where {
  /** The network of the nodes. */
  readonly network: string;
  /** Name → port inside the container. */
  readonly inside: Readonly<Record<string, number>>;
  /** Starts the container so that it gets its address, which others may have taken meanwhile. */
  readonly starting: (plan: NodePlan, start: () => Promise<void>) => Promise<void>;
}

export class AdoptedRecipe {
  readonly plan: NodePlan;
  /** By name, as of its last start: an ephemeral port changes with each. */
  readonly ports: Record<string, HostPort> = {};
  readonly #where: Where;

  constructor(plan: NodePlan, where: Where) {
    this.plan = plan;
    this.#where = where;
  }

  /** Takes over where the container is now. Throws `node` where its address is another. */
  started(container: Inspected): void {
    const { network, inside } = this.#where;
    const { host, id } = this.plan;
    const { Networks, Ports } = container.NetworkSettings;
    const address = Networks[network]?.IPAddress ?? "";
    if (address !== host) {
      throw new HarnessError(
        "node",
        `${nameOf(container)} (${id}) came back with the address ${address}, and had ${host}: faults of its links would miss it`,
        { hint: "Give it a fixed address (ipv4_address in a Compose file)." },
      );
    }
    for (const [name, port] of Object.entries(inside)) {
      const published = Ports[`${String(port)}/tcp`]?.[0];
      this.ports[name] =
        published === undefined
          ? { host, port }
          : {
              host: ANY.includes(published.HostIp) ? LOOPBACK : published.HostIp,
              port: Number(published.HostPort),
            };
    }
  }

  starting(start: () => Promise<void>): Promise<void> {
    return this.#where.starting(this.plan, start);
  }

  remake(): never {
    throw new HarnessError("unsupported", `node ${this.plan.id} is adopted: it is not made anew`);
  }
}
