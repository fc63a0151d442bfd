// A scenario that runs within a test: its verdict, its history for the matchers, its run directory, its tracked keys.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineScenario, generators, kill, raftDemo, register, timeline } from "../../src/index.ts";
import { runScenario } from "../../src/vitest.ts";

const { emit, highestKey, map } = generators;

const load = register({ keys: 2, mix: { read: 1, write: 1 } });

const scenario = defineScenario({
  name: "raft-demo/in-a-test",
  system: raftDemo(),
  workload: {
    ...load,
    tracks: highestKey(({ key }) => [Number(String(key).slice(1))]),
    final: (_concurrency: number, highest: unknown) =>
      map(
        (request) => ({ ...request, key: `k${String(highest)}` }),
        emit({ f: "read", value: null }),
      ),
  },
  nemesis: timeline([{ at: "1s", fault: kill("one").for("1s") }]),
  duration: "3s",
  recovery: "2s",
});

describe.runIf(process.platform !== "win32")("a scenario in a test", () => {
  let out = "";
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), "faultline-in-a-test-"));
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it("answers with a run whose history the matchers judge, and reads what the load touched", async () => {
    const said: string[] = [];
    const run = await runScenario(scenario, {
      seed: 1,
      out,
      onEvent: ({ type }) => said.push(type),
    });
    expect(run.verdict).toBe("valid");
    expect(run.expected).toBe(true);
    expect(existsSync(run.report ?? "")).toBe(true);
    expect(said).toContain("run-finished");
    await expect(run).toBeLinearizable();
    await expect(run).toRecoverWithin("5s");
    const keys = run.history.operations().map(({ key }) => Number(String(key).slice(1)));
    expect(keys.at(-1)).toBe(Math.max(...keys));
  });

  it("rejects with what kept the run from its end", async () => {
    const system = { ...scenario.system, ready: () => Promise.resolve(false), readyTimeoutMs: 500 };
    await expect(runScenario({ ...scenario, system }, { out })).rejects.toThrow(/n\d/);
    await expect(runScenario({ ...scenario, rate: -1 }, { out })).rejects.toThrow(/rate/);
  });
});
