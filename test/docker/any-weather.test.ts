// A sample of the random schedules over everything that etcd survives: whatever strikes is proven and healed, nothing is
// left behind, and nothing is found. `npm run bench -- schedules` runs as many as one likes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { FaultWindow } from "../../src/core/fault.ts";
import { start } from "../cli/faultline.ts";
import { describeDocker } from "./engine-available.ts";

const SCENARIO = "scenarios/etcd/any-weather.scenario.ts";
const SEEDS = [1003, 1005];

const out = mkdtempSync(join(tmpdir(), "faultline-any-weather-"));
afterAll(() => rmSync(out, { recursive: true }));

describeDocker("etcd in any weather", () => {
  it.each(SEEDS)("survives the schedule of seed %i", async (seed) => {
    const running = start(["run", SCENARIO, "--json", "--seed", String(seed), "--out", out]);
    const { stdout } = await running.done;
    const finished = running.events.find((event) => event.type === "run-finished");
    const run = finished?.type === "run-finished" ? finished.run : null;
    expect(run, stdout.slice(-2000)).toMatchObject({ status: "done", error: null, leftovers: [] });
    expect(run?.verdict).not.toBe("invalid");
    expect(run?.faults.length).toBeGreaterThan(3);
    expect(run?.faults.filter((fault) => !isProven(fault))).toEqual([]);
  });
});

const isProven = ({ evidence, healed, end }: FaultWindow): boolean =>
  evidence.seen && healed?.seen === true && end !== null;
