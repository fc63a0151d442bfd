// Runs on containers: what a dead engine, a missing image and a killed harness leave behind, which is a report and nothing else.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Manifest, Plan } from "../../src/core/plan.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { resourcesOf } from "../../src/cluster/docker/resources.ts";
import { faultline, start, type Started, summaryOf } from "../cli/faultline.ts";
import { describeDocker } from "./engine-available.ts";
import { startEngineProxy } from "./engine-proxy.ts";

const GONE_WITHIN_MS = 10_000;
const SCENARIO = "test/fixtures/scenarios/etcd-long-fault.scenario.ts";

let out: string;
beforeAll(() => (out = mkdtempSync(join(tmpdir(), "faultline-docker-"))));
afterAll(() => rmSync(out, { recursive: true }));

const planOf = (dir: string): Plan =>
  JSON.parse(readFileSync(join(dir, "plan.json"), "utf8")) as Plan;
const manifestOf = (dir: string): Manifest =>
  JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Manifest;

async function leftOf(run: string): Promise<readonly string[]> {
  return (await resourcesOf(await connect(), run)).map((resource) => resource.name);
}

async function expectNothingLeft(dir: string): Promise<void> {
  const { run } = planOf(dir);
  await waitFor(
    async () =>
      (await leftOf(run)).length === 0 && manifestOf(dir).status !== "running" ? true : null,
    {
      what: `everything of run ${run} to be gone`,
      deadlineMs: GONE_WITHIN_MS,
      everyMs: 200,
    },
  );
  expect(manifestOf(dir)).toMatchObject({ status: "interrupted" });
  const checked = await faultline(["check", dir, "--json"]);
  expect(checked.stderr).toBe("");
  expect(checked.stdout).toContain('"checker":"assumptions"');
}

async function killWhen(
  scenario: string,
  ripe: (started: Started, run: string) => Promise<unknown>,
): Promise<string> {
  const started = start(["run", scenario, "--json", "--out", out]);
  const begun = await started.event((event) => event.type === "run-started");
  if (begun.type !== "run-started") throw new Error("not the event that was asked for");
  await ripe(started, planOf(begun.dir).run);
  started.child.kill("SIGKILL");
  expect((await started.done).signal).toBe("SIGKILL");
  return begun.dir;
}

describeDocker("kill -9 of the harness", () => {
  it("while containers start", async () => {
    const dir = await killWhen(SCENARIO, (_started, run) =>
      waitFor(
        async () =>
          (await leftOf(run)).some((name) => name.startsWith("container")) ? true : null,
        {
          what: "the first container",
          deadlineMs: 30_000,
        },
      ),
    );
    await expectNothingLeft(dir);
  });

  it("while faults hold, a paused container among them", async () => {
    const dir = await killWhen(SCENARIO, ({ event }) =>
      event((e) => e.type === "fault-injected" && e.fault.kind === "pause"),
    );
    await expectNothingLeft(dir);
  });

  it("while it checks", async () => {
    const dir = await killWhen("test/fixtures/scenarios/etcd-slow-check.scenario.ts", ({ event }) =>
      event((e) => e.type === "phase" && e.phase === "checking"),
    );
    await expectNothingLeft(dir);
  });
});

describeDocker("a run whose engine or image is not there", () => {
  it("ends with exit 3, a kept history and a report when the engine dies in mid-run", async () => {
    await using proxy = await startEngineProxy();
    const started = start(["run", SCENARIO, "--json", "--out", out], { DOCKER_HOST: proxy.host });
    await started.event((event) => event.type === "fault-injected" && event.fault.kind === "pause");
    proxy.kill();
    const finished = await started.done;
    expect(finished.exit).toBe(3);
    const [run] = summaryOf(finished).runs;
    expect(run).toMatchObject({ status: "failed", expected: false });
    const dir = run?.dir ?? "";
    expect(existsSync(join(dir, "report.html"))).toBe(true);
    expect(manifestOf(dir).error?.code).toBe("engine");
    expect(readFileSync(join(dir, "history.jsonl"), "utf8").split("\n").length).toBeGreaterThan(50);
    const cleaned = await faultline(["clean", "--out", out]);
    expect(cleaned.exit).toBe(0);
    expect(await leftOf(planOf(dir).run)).toEqual([]);
  });

  it("ends with exit 3 and a report when the image does not exist", async () => {
    const finished = await faultline([
      "run",
      SCENARIO,
      "--json",
      "--out",
      out,
      "--image",
      "etcd=nowhere/etcd:none",
    ]);
    expect(finished.exit).toBe(3);
    expect(finished.stdout).toContain("nowhere/etcd:none");
    const [run] = summaryOf(finished).runs;
    expect(manifestOf(run?.dir ?? "").error?.code).toBe("image");
    expect(existsSync(join(run?.dir ?? "", "report.html"))).toBe(true);
    expect(await leftOf(planOf(run?.dir ?? "").run)).toEqual([]);
  });
});
