// What is left when the harness is killed: its nodes end by themselves or are ended, its folder is removed.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { JournalEntry } from "../../src/cluster/api.ts";
import { processBackend } from "../../src/cluster/process/backend.ts";
import { stateOf } from "../../src/cluster/process/host-process.ts";
import { waitFor } from "../../src/core/real-clock.ts";

const HARNESS = fileURLToPath(new URL("../fixtures/doomed-harness.ts", import.meta.url));

interface Remains {
  readonly run: string;
  readonly journal: readonly JournalEntry[];
  readonly paused: number;
  readonly path: string;
}

/** Starts a harness with three nodes, one of them paused, and kills it. */
async function killedHarness(env: Readonly<Record<string, string>> = {}): Promise<Remains> {
  const run = `test-${randomUUID()}`;
  const harness = spawn(process.execPath, [HARNESS, run], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  let output = "";
  harness.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const started = await waitFor(
    () => Promise.resolve(output.endsWith("\n") ? (JSON.parse(output) as Remains) : null),
    { what: "the harness to have its cluster", deadlineMs: 20_000 },
  );
  const gone = new Promise((resolve) => harness.once("exit", resolve));
  harness.kill("SIGKILL");
  await gone;
  return started;
}

test("nodes of a killed harness end by themselves; a paused one is ended by cleaning up", async () => {
  const { run, journal, paused, path } = await killedHarness();
  const pids = journal.flatMap((entry) => (entry.kind === "process" ? [entry.pid] : []));
  await waitFor(
    () => Promise.resolve(pids.every((pid) => pid === paused || stateOf(pid) === null) || null),
    { what: "the nodes that run to end", deadlineMs: 10_000 },
  );
  expect(stateOf(paused)).toBe("T");
  const removed = await processBackend.clean(run, journal);
  expect(removed).toEqual([`process ${String(paused)} of run ${run}`, `directory ${path}`]);
  expect(stateOf(paused)).toBeNull();
  expect(existsSync(path)).toBe(false);
  expect(await processBackend.clean(run, journal)).toEqual([]);
});

test("without a journal and without its name a dead harness's run is found by its folder", async () => {
  const { run, paused, path } = await killedHarness();
  const removed = await processBackend.clean(null, []);
  expect(removed).toContain(`process ${String(paused)} of run ${run}`);
  expect(removed).toContain(`directory ${path}`);
  expect(stateOf(paused)).toBeNull();
});

test("a dead harness's run is found by its journal when its temporary directory was another one", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const { run, journal, paused, path } = await killedHarness({ TMPDIR: elsewhere });
  expect(path.startsWith(elsewhere)).toBe(true);
  expect(await processBackend.clean(null, [])).not.toContain(`directory ${path}`);
  const removed = await processBackend.clean(null, journal);
  expect(removed).toContain(`process ${String(paused)} of run ${run}`);
  expect(removed).toContain(`directory ${path}`);
  expect(stateOf(paused)).toBeNull();
  rmSync(elsewhere, { recursive: true });
});

test("a process that has the pid of a node but is another one is left alone", async () => {
  const bystander = spawn("sleep", ["60"], { detached: true });
  const pid = bystander.pid ?? 0;
  const journal: JournalEntry[] = [{ kind: "process", pid, startedTicks: "1" }];
  expect(await processBackend.clean(`test-${randomUUID()}`, journal)).toEqual([]);
  expect(stateOf(pid)).not.toBeNull();
  bystander.kill();
});
