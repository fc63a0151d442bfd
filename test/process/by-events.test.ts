// Faults that wait for elections and for successes, against a real cluster of processes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { FaultWindow } from "../../src/core/fault.ts";
import { start } from "../cli/faultline.ts";

const out = mkdtempSync(join(tmpdir(), "faultline-by-events-"));
afterAll(() => rmSync(out, { recursive: true }));

const SCENARIO = "test/fixtures/scenarios/by-events.scenario.ts";

it("kills a leader as soon as it leads, and lets a fault go when clients had enough successes", async () => {
  const running = start(["run", SCENARIO, "--json", "--seed", "3", "--out", out]);
  const { exit, stdout } = await running.done;
  expect(exit, stdout.slice(-2000)).toBe(0);
  const windows = running.events.flatMap((event) =>
    event.type === "fault-healed" ? [event.fault] : [],
  );
  const [first, next, paused] = [0, 1, 2].map((id) => windows.find((window) => window.id === id));
  expect([first?.name, next?.name, paused?.name]).toEqual([
    "kill leader",
    "kill leader",
    "pause one",
  ]);
  expect(next?.targets).not.toEqual(first?.targets);
  expect(next?.start).toBeGreaterThan(first?.start ?? Infinity);
  expect(next?.start).toBeLessThan(first?.end ?? 0);
  // 200 operations a second: forty successes come long before the four seconds are over.
  expect(lengthOf(paused)).toBeLessThan(3.5);
});

const lengthOf = (window: FaultWindow | undefined): number =>
  ((window?.end ?? Infinity) - (window?.start ?? 0)) / 1e9;
