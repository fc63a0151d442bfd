// A run that is asked to stop at the first violation, against a cluster with a bug: the load ends there, and everything says so.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Manifest, VerdictsFile } from "../../src/core/plan.ts";
import { faultline, start } from "../cli/faultline.ts";

const out = mkdtempSync(join(tmpdir(), "faultline-stop-"));
afterAll(() => rmSync(out, { recursive: true }));

const SCENARIO = "scenarios/raft-demo/stale-reads.scenario.ts";

it("ends the load at a stale read, skips the final reads, and says why in every place", async () => {
  const flags = ["--stop-on-violation", "--set", "expect=valid", "--seed", "3", "--out", out];
  const running = start(["run", SCENARIO, "--json", ...flags]);
  const { exit, stdout } = await running.done;
  expect(exit, stdout.slice(-2000)).toBe(1);
  const phases = running.events.flatMap((event) => (event.type === "phase" ? [event.phase] : []));
  expect(phases).not.toContain("final-reads");
  const [stop] = running.events.flatMap((e) => (e.type === "violation" ? [e.stop] : []));
  const [run] = running.events.flatMap((e) => (e.type === "run-finished" ? [e.run] : []));
  if (stop === undefined || run === undefined) throw new Error(stdout.slice(-2000));
  expect(stop).toMatchObject({ checker: "linearizable" });
  expect(run).toMatchObject({ status: "done", verdict: "invalid", expected: false, stopped: stop });

  const read = (name: string): string => readFileSync(join(run.dir, name), "utf8");
  const manifest = JSON.parse(read("manifest.json")) as Manifest;
  expect(manifest).toMatchObject({ status: "done", error: null, leftovers: [], stopped: stop });
  // Well before the ten seconds of load that were planned.
  expect((manifest.load?.end ?? Infinity) - (manifest.load?.start ?? 0)).toBeLessThan(8e9);
  expect(JSON.parse(read("verdicts.json")) as VerdictsFile).toMatchObject({ stopped: stop });
  expect(read("report.html")).toContain('"stopped":{"checker":"linearizable"');
  // The first line says what file it is.
  const lines = read("history.jsonl").trim().split("\n").slice(1);
  expect(JSON.parse(lines[stop.event] ?? "")).toMatchObject({ index: stop.event, type: "ok" });

  const again = await faultline(["check", run.dir]);
  expect(again.exit, again.stdout).toBe(1);
  expect(again.stdout).toContain("STOPPED EARLY");
  expect(again.stdout).toContain(`The load was stopped at the first violation`);
});

it("runs to the end where nothing is wrong", async () => {
  const scenario = "test/fixtures/scenarios/short.scenario.ts";
  const running = start(["run", scenario, "--json", "--stop-on-violation", "--out", out]);
  const { exit, stdout } = await running.done;
  expect(exit, stdout.slice(-2000)).toBe(0);
  const types = running.events.map(({ type }) => type);
  expect(types).not.toContain("violation");
  expect(types).not.toContain("warning");
  const [run] = running.events.flatMap((e) => (e.type === "run-finished" ? [e.run] : []));
  expect(run).toMatchObject({ verdict: "valid", stopped: null });
  expect(running.events).toContainEqual(expect.objectContaining({ phase: "final-reads" }));
});
