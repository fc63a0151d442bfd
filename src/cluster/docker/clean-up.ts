// Removes what runs left on an engine: one run's, or that of all whose harness is gone.
import type { JournalEntry } from "../api.ts";
import { cleanLoans } from "./adoption/clean-loans.ts";
import { type Loan, loansIn } from "./adoption/loans.ts";
import { connect, type Engine } from "./engine.ts";
import { isAlive } from "./harness-process.ts";
import { thawRun } from "./disks/thaw.ts";
import { harnessOf, LABEL } from "./labels.ts";
import { sleepMs } from "../../core/real-clock.ts";
import { removeAll, type Resource, resourcesOf } from "./resources.ts";

/** What a killed harness had just asked for may appear this much later. */
const IN_FLIGHT_MS = 500;

/**
 * Removes what runs made, and puts back what they adopted and their journals name. Returns what it did, in words. Throws
 * `engine` when none answers.
 */
export async function cleanUp(
  dockerHost: string | undefined,
  run: string | null,
  journal: readonly JournalEntry[],
): Promise<readonly string[]> {
  const engine = await connect(dockerHost);
  const loans = loansIn(journal, run);
  if (run !== null) return cleanRun(engine, run, loans);
  const orphans = await orphansOn(engine);
  const runs = new Set(orphans.map(({ labels }) => labels[LABEL.run] ?? ""));
  await Promise.all([...runs].map((each) => tryToThaw(engine, each)));
  const removed = await removeAll(() => orphansOn(engine));
  return [...removed, ...(await cleanLoans(engine, loans))];
}

/** What the engine keeps of runs whose harness is gone. */
export const orphansOn = async (engine: Engine): Promise<readonly Resource[]> =>
  (await resourcesOf(engine, null)).filter(isOrphan).map(withRun);

async function cleanRun(
  engine: Engine,
  run: string,
  loans: readonly Loan[],
): Promise<readonly string[]> {
  const find = (): Promise<readonly Resource[]> => resourcesOf(engine, run);
  await tryToThaw(engine, run);
  const first = await removeAll(find);
  const returned = await cleanLoans(engine, loans);
  await sleepMs(IN_FLIGHT_MS);
  return [...first, ...returned, ...(await removeAll(find))];
}

/** Nothing is left alone because of it: what is frozen still keeps its containers from going, and that is told. */
const tryToThaw = (engine: Engine, run: string): Promise<void> =>
  thawRun(engine, run).catch(() => undefined);

const isOrphan = ({ labels }: Resource): boolean => !isAlive(harnessOf(labels));

const withRun = (resource: Resource): Resource => ({
  ...resource,
  name: `${resource.name} of run ${resource.labels[LABEL.run] ?? "?"}`,
});
