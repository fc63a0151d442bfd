// Removes what runs left on an engine: one run's, or that of all whose harness is gone.
import { connect, type Engine } from "./engine.ts";
import { isAlive } from "./harness-process.ts";
import { thawRun } from "./disks/thaw.ts";
import { harnessOf, LABEL } from "./labels.ts";
import { sleepMs } from "../../core/real-clock.ts";
import { removeAll, type Resource, resourcesOf } from "./resources.ts";

/** What a killed harness had just asked for may appear this much later. */
const IN_FLIGHT_MS = 500;

/** Returns what it removed, in words. Throws `engine` when none answers. */
export async function cleanUp(
  dockerHost: string | undefined,
  run: string | null,
): Promise<readonly string[]> {
  const engine = await connect(dockerHost);
  if (run !== null) return cleanRun(engine, run);
  const orphans = await orphansOn(engine);
  const runs = new Set(orphans.map(({ labels }) => labels[LABEL.run] ?? ""));
  await Promise.all([...runs].map((each) => thawRun(engine, each)));
  return removeAll(() => orphansOn(engine));
}

/** What the engine keeps of runs whose harness is gone. */
export const orphansOn = async (engine: Engine): Promise<readonly Resource[]> =>
  (await resourcesOf(engine, null)).filter(isOrphan).map(withRun);

async function cleanRun(engine: Engine, run: string): Promise<readonly string[]> {
  const find = (): Promise<readonly Resource[]> => resourcesOf(engine, run);
  await thawRun(engine, run);
  const first = await removeAll(find);
  await sleepMs(IN_FLIGHT_MS);
  return [...first, ...(await removeAll(find))];
}

const isOrphan = ({ labels }: Resource): boolean => !isAlive(harnessOf(labels));

const withRun = (resource: Resource): Resource => ({
  ...resource,
  name: `${resource.name} of run ${resource.labels[LABEL.run] ?? "?"}`,
});
