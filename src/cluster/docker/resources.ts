// What runs made on an engine, found by label: for the leak audit and for cleaning up after the dead.
import { messageOf } from "../../core/errors.ts";
import { sleepMs } from "../../core/real-clock.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";
import { LABEL, type Labels } from "./labels.ts";

/** Something that an engine keeps until it is removed. */
export interface Resource {
  /** "container faultline-1a2b-n1" */
  readonly name: string;
  readonly labels: Labels;
  /** Containers go first: they hold networks and volumes. */
  readonly order: number;
  readonly remove: () => Promise<unknown>;
}

/** An engine may still finish creating what a killed harness asked for: removal looks again this often. */
const MAX_PASSES = 5;
const BETWEEN_PASSES_MS = 300;
/** A loaded engine takes seconds to remove a few containers; one that takes longer than this hangs. */
const REMOVAL_DEADLINE_MS = 60_000;

/** All that carries the label of this run, or of any run when null. */
export async function resourcesOf(
  engine: Engine,
  run: string | null,
): Promise<readonly Resource[]> {
  const { docker } = engine;
  const filters = { label: [run === null ? LABEL.run : `${LABEL.run}=${run}`] };
  const [containers, networks, volumes] = await withDeadline(
    "the engine to list what runs made",
    ENGINE_DEADLINE_MS,
    Promise.all([
      docker.listContainers({ all: true, filters }),
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters }),
    ]),
  );
  return [
    ...containers.map((found) => ({
      name: `container ${(found.Names[0] ?? found.Id).replace("/", "")}`,
      labels: found.Labels,
      order: 0,
      remove: () => docker.getContainer(found.Id).remove({ force: true, v: true }),
    })),
    ...networks.map((found) => ({
      name: `network ${found.Name}`,
      labels: found.Labels ?? {},
      order: 1,
      remove: () => docker.getNetwork(found.Id).remove(),
    })),
    ...volumes.Volumes.map((found) => ({
      name: `volume ${found.Name}`,
      labels: found.Labels,
      order: 2,
      remove: () => docker.getVolume(found.Name).remove({ force: true }),
    })),
  ];
}

/** The loopback ports of all nodes on the engine, those that are down among them. */
export async function portsInUse(engine: Engine): Promise<readonly number[]> {
  const nodes = await engine.docker.listContainers({
    all: true,
    filters: { label: [LABEL.ports] },
  });
  return nodes.flatMap(({ Labels }) => (Labels[LABEL.ports] ?? "").split(" ").map(Number));
}

/** Removes what `find` gives until it gives nothing more. Returns what it removed, in words. */
export async function removeAll(
  find: () => Promise<readonly Resource[]>,
): Promise<readonly string[]> {
  const removed = new Set<string>();
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const found = await find();
    if (found.length === 0) break;
    if (pass > 0) await sleepMs(BETWEEN_PASSES_MS);
    for (const order of [0, 1, 2]) {
      const names = await Promise.all(found.filter((r) => r.order === order).map(removeOne));
      for (const name of names) if (name !== null) removed.add(name);
    }
  }
  return [...removed];
}

/** Null when it was gone already, or cannot go yet: the next pass finds it again. */
async function removeOne(resource: Resource): Promise<string | null> {
  try {
    await withDeadline(
      `the engine to remove ${resource.name}`,
      REMOVAL_DEADLINE_MS,
      resource.remove(),
    );
    return resource.name;
  } catch (error) {
    if (/no such|not found|in progress|active endpoints|in use/i.test(messageOf(error)))
      return null;
    throw error;
  }
}
