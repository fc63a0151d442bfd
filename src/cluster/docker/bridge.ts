// The run's own network: a bridge with a subnet that nobody else uses, so that every node keeps its address.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { Engine } from "./engine.ts";
import type { Labels } from "./labels.ts";
import { type AddressRange, freeSubnets, parseCidr, parseRoutes } from "./subnet.ts";

export interface Bridge {
  readonly name: string;
  readonly subnet: string;
}

/** Runs that start at once may choose the same subnet; the engine tells, and the next one is tried. */
const MAX_TRIES = 32;

/** Creates the network `name`. Throws `engine` when no subnet is free. */
export async function createBridge(engine: Engine, name: string, labels: Labels): Promise<Bridge> {
  const start = createHash("sha256").update(name).digest().readUInt16LE(0);
  let tries = 0;
  let cause: unknown;
  for (const subnet of freeSubnets(start, await takenRanges(engine))) {
    if (tries++ === MAX_TRIES) break;
    try {
      await engine.docker.createNetwork({
        Name: name,
        Driver: "bridge",
        CheckDuplicate: true,
        Labels: { ...labels },
        IPAM: { Driver: "default", Config: [{ Subnet: subnet }] },
      });
      return { name, subnet };
    } catch (error) {
      if (!messageOf(error).includes("overlaps")) throw error;
      cause = error;
    }
  }
  throw new HarnessError("engine", "the engine has no free subnet for the run's network", {
    hint: "Remove networks that nobody uses: faultline clean, then docker network prune.",
    cause,
  });
}

async function takenRanges(engine: Engine): Promise<readonly AddressRange[]> {
  const [networks, routes] = await Promise.all([
    engine.docker.listNetworks(),
    // No such file where the host is not Linux: the engine's own check has to do there.
    readFile("/proc/net/route", "utf8").catch(() => ""),
  ]);
  const subnets = networks
    .flatMap((network) => network.IPAM?.Config ?? [])
    .map((config) => parseCidr(config.Subnet ?? ""))
    .filter((range) => range !== null);
  return [...subnets, ...parseRoutes(routes)];
}
