// kill -9 of the harness in each phase: within ten seconds nothing of the run is left, and its history is readable.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/cluster/api.ts";
import type { Manifest, Plan } from "../../src/core/plan.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { readJournal } from "../../src/runner/aftermath.ts";
import { readRun } from "../../src/store/read-run.ts";
import { faultline, start, type Started } from "../cli/faultline.ts";

const GONE_WITHIN_MS = 10_000;

let out: string;
beforeAll(() => (out = mkdtempSync(join(tmpdir(), "faultline-killed-"))));
afterAll(() => rmSync(out, { recursive: true }));

/** Other tests kill harnesses at the same time: what these leave is in a temporary directory of their own. */
const own = (): Readonly<Record<string, string>> => ({ TMPDIR: out });

/** Starts a run and kills its harness once `ripe` resolves; returns the run directory. */
async function killWhen(
  fixture: string,
  ripe: (started: Started, dir: string) => Promise<unknown>,
): Promise<string> {
  const file = `test/fixtures/scenarios/${fixture}.scenario.ts`;
  const started = start(["run", file, "--json", "--out", out], own());
  const begun = await started.event((event) => event.type === "run-started");
  if (begun.type !== "run-started") throw new Error("not the event that was asked for");
  await ripe(started, begun.dir);
  started.child.kill("SIGKILL");
  expect((await started.done).signal).toBe("SIGKILL");
  return begun.dir;
}

/** Pids of processes that carry the run's id in their environment, the watchdog's own apart. */
function processesOf(run: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8")
        .split("\0")
        .includes(`FAULTLINE_RUN=${run}`);
    } catch {
      return false;
    }
  });
}

async function expectNothingLeft(dir: string): Promise<void> {
  const { run } = JSON.parse(readFileSync(join(dir, "plan.json"), "utf8")) as Plan;
  const folders = readJournal(dir).flatMap((entry: JournalEntry) =>
    entry.kind === "directory" ? [entry.path] : [],
  );
  await waitFor(
    () => {
      const left = [...processesOf(run), ...folders.filter((path) => existsSync(path))];
      return Promise.resolve(left.length === 0 ? true : null);
    },
    { what: `everything of run ${run} to be gone`, deadlineMs: GONE_WITHIN_MS },
  );
  const manifest = await waitFor(
    () => {
      const now = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Manifest;
      return Promise.resolve(now.status === "running" ? null : now);
    },
    { what: "the watchdog to mark the run as interrupted", deadlineMs: GONE_WITHIN_MS },
  );
  expect(manifest).toMatchObject({ status: "interrupted", error: { code: "internal" } });
  const checked = await faultline(["check", dir, "--json"]);
  expect(checked.stderr).toBe("");
  expect(checked.stdout).toContain('"checker":"assumptions"');
  expect((await faultline(["report", dir])).exit).toBe(0);
}

describe.runIf(process.platform === "linux")("kill -9 of the harness", () => {
  it("while the cluster starts", async () => {
    const dir = await killWhen("long-fault", (_started, at) =>
      waitFor(
        () =>
          Promise.resolve(readJournal(at).some((entry) => entry.kind === "process") ? true : null),
        {
          what: "the first node in the journal",
          deadlineMs: 10_000,
        },
      ),
    );
    await expectNothingLeft(dir);
  });

  it("while faults hold, a paused node among them", async () => {
    const dir = await killWhen("long-fault", ({ event }) =>
      event((e) => e.type === "fault-injected" && e.fault.kind === "pause"),
    );
    await expectNothingLeft(dir);
    const { manifest, history } = await readRun(dir);
    expect(manifest.error?.message).toMatch(/partition isolate-one on n\d, pause one on n\d ended/);
    for (const fault of history.faults) expect(fault).toMatchObject({ healed: { seen: true } });
    expect(history.faults.map(({ end }) => end)).not.toContain(null);
  });

  it("while it checks", async () => {
    const dir = await killWhen("slow-check", ({ event }) =>
      event((e) => e.type === "phase" && e.phase === "checking"),
    );
    await expectNothingLeft(dir);
  });

  it("leaves nothing for `faultline clean`, which says so", async () => {
    const cleaned = await faultline(["clean", "--out", out], own());
    expect(cleaned.stdout).toContain("nothing was left behind");
    expect(cleaned.exit).toBe(0);
  });
});
