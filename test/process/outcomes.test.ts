// Whatever becomes of a run, it leaves a readable report and the right exit code.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sleepMs, waitFor } from "../../src/core/real-clock.ts";
import { type Finished, faultline, start, type SummaryLine, summaryOf } from "../cli/faultline.ts";

/** A second signal within 0.7 s counts as the same one: npm forwards what the terminal has sent already. */
const SAME_SIGNAL_MS = 800;

let out: string;
beforeAll(() => (out = mkdtempSync(join(tmpdir(), "faultline-outcomes-"))));
afterAll(() => rmSync(out, { recursive: true }));

const fixture = (name: string): string => `test/fixtures/scenarios/${name}.scenario.ts`;
const run = (file: string, ...more: readonly string[]): Promise<Finished> =>
  faultline(["run", file, "--json", "--seed", "7", "--out", out, ...more]);

function only(finished: Finished): SummaryLine["runs"][number] {
  const [first] = summaryOf(finished).runs;
  if (first === undefined)
    throw new Error(`no run in the summary\n${finished.stdout.slice(-3000)}\n${finished.stderr}`);
  return first;
}

/** The machine-readable part of the report that the run left. */
function reportOf(finished: Finished): string {
  const { report } = only(finished);
  if (report === null) throw new Error(`no report was written\n${finished.stdout}`);
  const html = readFileSync(report, "utf8");
  expect(html).toContain('id="summary"');
  return html;
}

describe("every outcome leaves a report", () => {
  it("valid: exit 0", async () => {
    const finished = await run(fixture("short"));
    expect(only(finished)).toMatchObject({ status: "done", verdict: "valid", expected: true });
    expect(finished.exit).toBe(0);
    reportOf(finished);
  });

  it("invalid and not expected: exit 1", async () => {
    const finished = await run(
      "scenarios/raft-demo/stale-reads.scenario.ts",
      "--set",
      "expect=valid",
    );
    expect(only(finished)).toMatchObject({ status: "done", verdict: "invalid", expected: false });
    expect(finished.exit).toBe(1);
    reportOf(finished);
  });

  it("unknown for want of operations: exit 2", async () => {
    const finished = await run(fixture("too-few"));
    expect(only(finished)).toMatchObject({ status: "done", verdict: "unknown", expected: false });
    expect(finished.exit).toBe(2);
    reportOf(finished);
  });

  it("a checker that crashes: unknown, exit 2", async () => {
    const finished = await run(fixture("checker-crashes"));
    expect(only(finished)).toMatchObject({ status: "done", verdict: "unknown", expected: false });
    expect(finished.stdout).toContain("the checker tripped");
    expect(finished.exit).toBe(2);
    reportOf(finished);
  });

  it("interrupted: faults healed, history checked, exit 130", async () => {
    const started = start(["run", fixture("long-fault"), "--json", "--out", out]);
    await started.event((event) => event.type === "fault-injected" && event.fault.kind === "pause");
    started.child.kill("SIGINT");
    const finished = await started.done;
    expect(finished.exit).toBe(130);
    expect(only(finished)).toMatchObject({ status: "interrupted", expected: false });
    const healed = started.events.filter((event) => event.type === "fault-healed");
    expect(healed.map((event) => event.fault.healed)).toEqual([
      expect.objectContaining({ seen: true }),
      expect.objectContaining({ seen: true }),
    ]);
    reportOf(finished);
    const checked = await faultline(["check", only(finished).dir]);
    expect(checked.stdout).toMatch(/^\? INTERRUPTED {2}.*\n {2}The run was interrupted/);
    expect(checked.exit).toBe(2);
  });

  it("a node that dies by itself: exit 3 with its last output", async () => {
    const finished = await run(fixture("node-dies"));
    expect(only(finished)).toMatchObject({ status: "failed", expected: false });
    expect(finished.stdout).toContain("the last words of the node");
    expect(finished.exit).toBe(3);
    reportOf(finished);
  });

  it("something left behind: the leak audit fails the run with exit 3", async () => {
    const finished = await run(fixture("leaky"));
    expect(finished.exit).toBe(3);
    expect(only(finished)).toMatchObject({ status: "failed", verdict: "unknown", expected: false });
    expect(finished.stdout).toMatch(/"code":"leak","message":"the run left behind: process \d+/);
    reportOf(finished);
  });

  it("interrupted twice: stops at once, says what is left, and the watchdog removes it", async () => {
    const started = start(["run", fixture("stubborn"), "--json", "--out", out]);
    const begun = await started.event((event) => event.type === "run-started");
    await started.event((event) => event.type === "fault-injected");
    started.child.kill("SIGINT");
    await started.event((event) => event.type === "phase" && event.phase === "checking");
    await sleepMs(SAME_SIGNAL_MS);
    started.child.kill("SIGINT");
    const finished = await started.done;
    expect(finished.exit).toBe(130);
    expect(finished.stderr).toContain("stopped at once");
    expect(started.events.some((event) => event.type === "run-finished")).toBe(false);
    const manifest = join(begun.type === "run-started" ? begun.dir : "", "manifest.json");
    await waitFor(
      () => Promise.resolve(readFileSync(manifest, "utf8").includes('"interrupted"') ? true : null),
      {
        what: "the watchdog to mark the run",
        deadlineMs: 10_000,
      },
    );
  });
});
