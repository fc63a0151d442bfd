// Puts adopted containers back to what they were before the first fault, and says what of that is missing. Idempotent;
// removes none, and leaves alone those that somebody else removed meanwhile.
import type { AdoptedContainer } from "../../api.ts";
import { HarnessError } from "../../../core/errors.ts";
import { nodeId } from "../../../core/ids.ts";
import type { Agent } from "../agent.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";
import { jobsScript, parseJobs } from "../node-jobs.ts";
import { numberOf } from "./addresses.ts";
import { type Inspected, nameOf } from "./find.ts";
import { parseClocks, readScript, restoreScript } from "../clock-tool.ts";
import { END_CLOCK_TOOLS, tracesScript, type Wish } from "./traces.ts";

/** The kernel's own period, and what the engine takes for no quota. */
const PERIOD_US = 100_000;
const NO_QUOTA = -1;

/** While it is adopted: what the harness kills, the engine must not start. */
export const STAYS_DOWN = { policy: "no", retries: 0 } as const;

const CLOCK_SHELL = { shell: "clock" } as const;

type Restart = AdoptedContainer["restart"];

/** What is to be put back of a container whose address counts on `network`. */
export function baselineOf(container: Inspected, network: string): AdoptedContainer {
  return {
    id: container.Id,
    name: nameOf(container),
    address: container.NetworkSettings.Networks[network]?.IPAddress ?? "",
    ...settingsOf(container),
  };
}

function settingsOf(container: Inspected): Pick<AdoptedContainer, "restart" | "cpu"> {
  const { Name: policy, MaximumRetryCount: retries = 0 } = container.HostConfig.RestartPolicy ?? {
    Name: "no",
  };
  return {
    restart: { policy: policy === "" ? "no" : policy, retries },
    cpu: cpuOf(container),
  };
}

/** In the terms in which the engine was given it: it changes a limit only in these. */
function cpuOf({ HostConfig }: Inspected): Readonly<Record<string, number>> {
  const { NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 } = HostConfig;
  if (NanoCpus > 0) return { NanoCpus };
  return { CpuPeriod: CpuPeriod || PERIOD_US, CpuQuota: CpuQuota || NO_QUOTA };
}

/** Makes the engine start the container again by itself, or not. */
export const setRestart = (
  engine: Engine,
  { id, name }: AdoptedContainer,
  { policy, retries }: Restart,
): Promise<unknown> =>
  asked(
    `update container ${name}`,
    engine.docker
      .getContainer(id)
      .update({ RestartPolicy: { Name: policy, MaximumRetryCount: retries } }),
  );

/** Returns what it put back, in words: nothing where all is as it was. */
export async function giveBack(
  engine: Engine,
  agent: Agent,
  adopted: readonly AdoptedContainer[],
): Promise<readonly string[]> {
  const words: string[] = [];
  // One after the other: the engine gives the lowest free address to whoever starts first.
  for (const container of [...adopted].sort(byAddress)) {
    words.push(...(await revive(engine, container)));
  }
  const found = await traces(engine, agent, adopted, "remove");
  return [...words, ...found, ...(await wrongClocks(agent, adopted, "remove"))];
}

const byAddress = (a: AdoptedContainer, b: AdoptedContainer): number =>
  numberOf(a.address) - numberOf(b.address);

/** What is not as it was before the first fault, in words. Changes nothing. */
export async function notGivenBack(
  engine: Engine,
  agent: Agent,
  adopted: readonly AdoptedContainer[],
): Promise<readonly string[]> {
  const words = await Promise.all(
    adopted.map(async (container) => {
      const now = await inspect(engine, container);
      return now === null ? [] : differences(container, now).map(({ is }) => is);
    }),
  );
  const found = await traces(engine, agent, adopted, "find");
  return [...words.flat(), ...found, ...(await wrongClocks(agent, adopted, "find"))];
}

interface Difference {
  readonly is: string;
  readonly done: string;
  readonly mend: (container: ReturnType<Engine["docker"]["getContainer"]>) => Promise<unknown>;
}

function differences(before: AdoptedContainer, now: Inspected): readonly Difference[] {
  const { name, restart, cpu } = before;
  const { restart: restartNow, cpu: cpuNow } = settingsOf(now);
  const found: Difference[] = [];
  if (now.State.Paused) {
    const mend: Difference["mend"] = (container) => container.unpause();
    found.push({ is: `container ${name} is paused`, done: `pause of container ${name}`, mend });
  } else if (!now.State.Running) {
    const mend: Difference["mend"] = (container) => container.start();
    found.push({ is: `container ${name} is down`, done: `stop of container ${name}`, mend });
  }
  if (JSON.stringify(cpuNow) !== JSON.stringify(cpu)) {
    const is = `container ${name} has another limit of processor time`;
    const done = `limit of container ${name}`;
    found.push({ is, done, mend: (container) => container.update(cpu) });
  }
  if (JSON.stringify(restartNow) !== JSON.stringify(restart)) {
    const policy = { Name: restart.policy, MaximumRetryCount: restart.retries };
    found.push({
      is: `container ${name} has another restart policy`,
      done: `restart policy of container ${name}`,
      mend: (container) => container.update({ RestartPolicy: policy }),
    });
  }
  return found;
}

async function revive(engine: Engine, before: AdoptedContainer): Promise<readonly string[]> {
  const now = await inspect(engine, before);
  const words: string[] = [];
  for (const { done, mend } of now === null ? [] : differences(before, now)) {
    await asked(`undo the ${done}`, mend(engine.docker.getContainer(before.id)));
    words.push(done);
  }
  return words;
}

async function traces(
  engine: Engine,
  agent: Agent,
  adopted: readonly AdoptedContainer[],
  wish: Wish,
): Promise<readonly string[]> {
  const all = await Promise.all(adopted.map((container) => inspect(engine, container)));
  const running = all.filter((now) => now?.State.Running === true).filter((now) => now !== null);
  if (running.length === 0) return [];
  const jobs = running.map((now) => ({
    process: { node: nodeId(nameOf(now)), containerId: now.Id, pid: now.State.Pid },
    script: tracesScript(now.Id, wish),
  }));
  const results = parseJobs(jobs, await agent.must(jobsScript(jobs)));
  return results.flatMap(({ process: { node }, gone, status, output }) => {
    if (gone) return [];
    if (status !== 0) {
      throw new HarnessError("engine", `container ${node} cannot be searched: ${output.trim()}`);
    }
    return output
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => `${line} of container ${node}`);
  });
}

/** The containers in which a process still sees another time. */
async function wrongClocks(
  agent: Agent,
  adopted: readonly AdoptedContainer[],
  wish: Wish,
): Promise<readonly string[]> {
  const ids = adopted.map(({ id }) => id);
  const { processes } = parseClocks(await agent.must(readScript(ids), CLOCK_SHELL));
  const wrong = processes.filter(({ what }) => what === "skewed" || what === "partial");
  if (wish === "remove") {
    await agent.must(END_CLOCK_TOOLS, CLOCK_SHELL);
    await agent.must(restoreScript(ids), CLOCK_SHELL);
  }
  return adopted
    .filter(({ id }) => wrong.some(({ containerId }) => containerId === id))
    .map(({ name }) => `clock of container ${name}`);
}

/** Null where somebody removed it. */
async function inspect(engine: Engine, { id, name }: AdoptedContainer): Promise<Inspected | null> {
  try {
    return await asked(`inspect container ${name}`, engine.docker.getContainer(id).inspect());
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode === 404) return null;
    throw error;
  }
}

const asked = <T>(what: string, answer: Promise<T>): Promise<T> =>
  withDeadline(`the engine to ${what}`, ENGINE_DEADLINE_MS, answer);
