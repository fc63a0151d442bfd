// Names in memory for tests of faults: who is misled about whom, and until when.
import type { Names } from "../../src/cluster/api.ts";
import type { NameFault } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import type { NodeId } from "../../src/core/ids.ts";

interface Misled {
  readonly askers: readonly NodeId[];
  readonly about: readonly NodeId[];
  readonly fault: NameFault;
}

export class FakeNames implements Names {
  /** What holds. */
  readonly misled = new Map<string, Misled>();
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  mislead(
    askers: readonly NodeId[],
    about: readonly NodeId[],
    fault: NameFault,
    name: string,
  ): Promise<ActiveFault> {
    this.#log.push(`mislead ${askers.join(" ")}`);
    this.misled.set(name, { askers, about, fault });
    return Promise.resolve({
      name,
      targets: askers,
      evidence: () => Promise.resolve({ seen: true, detail: "3 queries were misled" }),
      healed: () =>
        Promise.resolve(
          this.misled.has(name)
            ? { seen: false, why: "they are misled" }
            : { seen: true, detail: "they are told the truth" },
        ),
      [Symbol.asyncDispose]: () => {
        this.misled.delete(name);
        return Promise.resolve();
      },
    });
  }
}
