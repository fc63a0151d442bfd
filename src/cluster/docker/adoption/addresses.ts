// Starts adopted containers with the addresses that they had. An engine gives out the lowest free one: while a container
// starts, placeholders sit on the lower ones of those that are down.
import type Dockerode from "dockerode";
import type { NodePlan } from "../../api.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";
import type { Labels } from "../labels.ts";
import { Serial } from "../serial.ts";

interface AddressKeeper {
  readonly engine: Engine;
  readonly network: string;
  /** What a placeholder runs: any image that has `sleep`. */
  readonly image: string;
  readonly labels: Labels;
  /** Addresses of nodes that are down now. */
  readonly down: () => readonly string[];
}

/** One start at a time. */
export class Addresses {
  readonly #keeper: AddressKeeper;
  readonly #starts = new Serial();

  constructor(keeper: AddressKeeper) {
    this.#keeper = keeper;
  }

  start({ host }: NodePlan, start: () => Promise<void>): Promise<void> {
    return this.#starts.run(async () => {
      const lower = this.#keeper.down().filter((address) => numberOf(address) < numberOf(host));
      const placeholders: Dockerode.Container[] = [];
      try {
        for (const _address of lower) placeholders.push(await this.#placeholder());
        await start();
      } finally {
        await Promise.all(placeholders.map((each) => each.remove({ force: true, v: true })));
      }
    });
  }

  async #placeholder(): Promise<Dockerode.Container> {
    const { engine, network, image, labels } = this.#keeper;
    const making = async (): Promise<Dockerode.Container> => {
      const container = await engine.docker.createContainer({
        Image: image,
        Cmd: ["sleep", "60"],
        Labels: { ...labels },
        HostConfig: { NetworkMode: network },
      });
      await container.start();
      return container;
    };
    return withDeadline("a placeholder for an address", ENGINE_DEADLINE_MS, making());
  }
}

/** For comparing addresses. */
export const numberOf = (address: string): number =>
  address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
