// Which means of making links worse a host has: each is tried in a network namespace of the agent's own.
import type { Agent } from "./agent.ts";
import type { LinkMeans } from "./link-means.ts";
import { netemMeans } from "./netem-means.ts";
import { queueMeans } from "./queue-means.ts";

/** In order of preference. */
const MEANS: readonly LinkMeans[] = [netemMeans, queueMeans];

/** Those that work, and what the others said. */
export interface FoundMeans {
  readonly working: readonly LinkMeans[];
  readonly failures: readonly string[];
}

/** A host does not change within a run, and a trial takes as long as many faults. */
const FOUND = new WeakMap<Agent, Promise<FoundMeans>>();

/** Tries each means, once an agent. */
export function findMeans(agent: Agent): Promise<FoundMeans> {
  const found = FOUND.get(agent) ?? tryAll(agent);
  FOUND.set(agent, found);
  return found;
}

async function tryAll(agent: Agent): Promise<FoundMeans> {
  const working: LinkMeans[] = [];
  const failures: string[] = [];
  for (const means of MEANS) {
    const why = await tryMeans(agent, means);
    if (why === null) working.push(means);
    else failures.push(`${means.name}: ${why}`);
  }
  return { working, failures };
}

/** Null where a means works, else what it said. */
export async function tryMeans(agent: Agent, { attempt }: LinkMeans): Promise<string | null> {
  const script = `unshare -n sh <<'@attempt'\n${attempt}\n@attempt`;
  const { status, output } = await agent.run(script, { shell: "probe" });
  if (status === 0) return null;
  const [said = ""] = output.trim().split("\n");
  return said.replace(/^Error: /, "") || `exit code ${String(status)}`;
}

/** Those that work. */
export const meansOf = async (agent: Agent): Promise<readonly LinkMeans[]> =>
  (await findMeans(agent)).working;
