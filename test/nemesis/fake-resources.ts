// Resources in memory for tests of faults: what strains which nodes, and when it ceased to.
import type { Resources } from "../../src/cluster/api.ts";
import type { Strain } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import type { NodeId } from "../../src/core/ids.ts";

export class FakeResources implements Resources {
  /** What holds. */
  readonly strains = new Map<
    string,
    { readonly nodes: readonly NodeId[]; readonly strain: Strain }
  >();
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  strain(nodes: readonly NodeId[], strain: Strain, name: string): Promise<ActiveFault> {
    this.#log.push(`strain ${name} ${nodes.join(" ")}`);
    this.strains.set(name, { nodes, strain });
    return Promise.resolve({
      name,
      targets: nodes,
      evidence: () => Promise.resolve({ seen: true, detail: `${name} was felt` }),
      healed: () =>
        Promise.resolve(
          this.strains.has(name)
            ? { seen: false, why: `${name} holds` }
            : { seen: true, detail: `${name} is gone` },
        ),
      [Symbol.asyncDispose]: () => {
        if (this.strains.delete(name)) this.#log.push(`relieve ${name}`);
        return Promise.resolve();
      },
    });
  }
}
