// kill -9 of the harness while faults of every kind hold: within ten seconds nothing of the run is left, by the watchdog, or
// by `faultline clean` where that was killed, too.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../src/cluster/docker/engine.ts";
import { LABEL } from "../../src/cluster/docker/labels.ts";
import { loopsOf } from "../../src/cluster/docker/disks/loop-audit.ts";
import type { Plan } from "../../src/core/plan.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { readRun } from "../../src/store/read-run.ts";
import { faultline, start, type Started } from "../cli/faultline.ts";
import { describeDocker } from "./engine-available.ts";
import { leftOf } from "./small-cluster.ts";

const GONE_WITHIN_MS = 10_000;
/** Fifteen faults come into place one after the other on a machine that others use, too. */
const ALL_HOLD_WITHIN_MS = 120_000;
const scenarioOf = (name: string): string => `test/fixtures/scenarios/${name}.scenario.ts`;

let out: string;
beforeAll(() => (out = mkdtempSync(join(tmpdir(), "faultline-killed-"))));
afterAll(() => rmSync(out, { recursive: true }));

interface Run {
  readonly started: Started;
  readonly dir: string;
  readonly plan: Plan;
  /** Ids of its containers. */
  readonly containers: readonly string[];
}

/** A run under all its faults. */
async function underFaults(scenario: string): Promise<Run> {
  const started = start(["run", scenarioOf(scenario), "--json", "--out", out]);
  const begun = await started.event((event) => event.type === "run-started");
  if (begun.type !== "run-started") throw new Error("not the event that was asked for");
  const plan = JSON.parse(readFileSync(join(begun.dir, "plan.json"), "utf8")) as Plan;
  const injected = () => started.events.filter(({ type }) => type === "fault-injected");
  await waitFor(() => Promise.resolve(injected().length === plan.faults.length ? true : null), {
    what: "all faults to be injected",
    deadlineMs: ALL_HOLD_WITHIN_MS,
    everyMs: 100,
  });
  const open = injected().filter(
    (event) => event.type === "fault-injected" && event.fault.end === null,
  );
  expect(open).toHaveLength(plan.faults.length);
  const { docker } = await connect();
  const filters = { label: [`${LABEL.run}=${plan.run}`] };
  const containers = await docker.listContainers({ all: true, filters });
  return { started, dir: begun.dir, plan, containers: containers.map(({ Id }) => Id) };
}

/** Processes of the host in the containers' cgroups, the harness's tools among them. */
const processesIn = (containers: readonly string[]): readonly string[] =>
  readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const cgroup = readFileSync(`/proc/${pid}/cgroup`, "utf8");
      return containers.some((id) => cgroup.includes(id));
    } catch {
      return false;
    }
  });

const mountsOf = (containers: readonly string[]): readonly string[] =>
  readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .filter((line) => containers.some((id) => line.includes(id)));

async function everythingOf({ plan, containers }: Run): Promise<readonly string[]> {
  return [
    ...(await leftOf(plan.run)),
    ...(await loopsOf(plan.run)),
    ...processesIn(containers).map((pid) => `process ${pid}`),
    ...mountsOf(containers),
  ];
}

async function untilNothingIsLeft(run: Run): Promise<void> {
  let left: readonly string[] = [];
  await waitFor(
    async () => {
      left = await everythingOf(run);
      return left.length === 0 ? true : null;
    },
    { what: "everything of the run to be gone", deadlineMs: GONE_WITHIN_MS, everyMs: 200 },
  ).catch((error: unknown) => {
    throw new Error(`still there: ${left.join(", ")}`, { cause: error });
  });
}

async function expectRecord({ dir, plan }: Run): Promise<void> {
  const run = await waitFor(
    async () => {
      const now = await readRun(dir);
      return now.manifest.status === "running" ? null : now;
    },
    { what: "the run to be marked as interrupted", deadlineMs: 2 * GONE_WITHIN_MS },
  );
  expect(run.manifest.status).toBe("interrupted");
  for (const { name } of plan.faults) expect(run.manifest.error?.message).toContain(name);
  expect(run.history.faults).toHaveLength(plan.faults.length);
  for (const fault of run.history.faults) expect(fault.end).not.toBeNull();
}

describeDocker("kill -9 of the harness under faults of every kind", () => {
  it.each(["etcd-every-fault", "etcd-every-other-fault"])(
    "leaves nothing of %s: the watchdog removes it all",
    async (scenario) => {
      const run = await underFaults(scenario);
      run.started.child.kill("SIGKILL");
      await untilNothingIsLeft(run);
      await expectRecord(run);
    },
  );

  it("and of the watchdog leaves nothing once `faultline clean` was run", async () => {
    const run = await underFaults("etcd-every-fault");
    const watchdog = watchdogOf(run.plan.run);
    process.kill(watchdog, "SIGKILL");
    run.started.child.kill("SIGKILL");
    await run.started.done;
    expect(await everythingOf(run)).not.toEqual([]);
    const cleaned = await faultline(["clean", "--out", out]);
    expect(cleaned.stderr).toBe("");
    expect(cleaned.stdout).toContain("undid stuck disk");
    await untilNothingIsLeft(run);
    await expectRecord(run);
  });
});

/** The pid of the run's watchdog. */
function watchdogOf(run: string): number {
  const found = readdirSync("/proc").find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return words.some((word) => word.includes("watchdog-main")) && words.includes(run);
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`run ${run} has no watchdog`);
  return Number(found);
}
