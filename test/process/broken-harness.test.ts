// What goes wrong in the harness itself ends a run in order: nodes gone, history kept, the right exit code.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/core/plan.ts";
import { readJournal } from "../../src/runner/aftermath.ts";
import { type Finished, faultline, ROOT, start, summaryOf } from "../cli/faultline.ts";

let out: string;
beforeAll(() => (out = mkdtempSync(join(tmpdir(), "faultline-broken-"))));
afterAll(() => rmSync(out, { recursive: true }));

const fixture = (name: string): string => `test/fixtures/scenarios/${name}.scenario.ts`;
const manifestOf = (dir: string): Manifest =>
  JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as Manifest;

/** The folders with the nodes' data, of which nothing may be left. */
const foldersOf = (dir: string): readonly string[] =>
  readJournal(dir).flatMap((entry) => (entry.kind === "directory" ? [entry.path] : []));

/** Runs the command where no file can grow beyond some kilobytes: for what it writes, a full disk. */
async function withoutSpace(args: readonly string[]): Promise<Finished> {
  const shell = ["-c", 'ulimit -f 80; exec "$@"', "sh", process.execPath, "bin/faultline.js"];
  const child = spawn("sh", [...shell, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [exit, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { exit, signal, stdout, stderr };
}

describe.runIf(process.platform !== "win32")("a run", () => {
  it("ends with exit 3 when the history cannot be written any more, and keeps it up to there", async () => {
    const finished = await withoutSpace(["run", fixture("long-fault"), "--json", "--out", out]);
    const [run] = summaryOf(finished).runs;
    expect(run).toMatchObject({
      status: "failed",
      expected: false,
      error: { code: "storage", message: expect.stringContaining("history.jsonl") as string },
    });
    expect(run?.verdict).not.toBe("valid");
    expect(finished.exit).toBe(3);
    const dir = run?.dir ?? "";
    expect(foldersOf(dir).map((path) => existsSync(path))).toEqual([false]);
    expect(manifestOf(dir)).toMatchObject({ status: "failed", error: { code: "storage" } });
    expect((await faultline(["check", dir, "--json"])).stdout).toContain('"checker":"stats"');
  });

  it("ends with exit 70 when a client throws where nobody catches, with a report that says so", async () => {
    const finished = await faultline(["run", fixture("client-throws"), "--json", "--out", out]);
    const [run] = summaryOf(finished).runs;
    expect(run).toMatchObject({
      status: "failed",
      error: { code: "internal", message: "nobody waits for this" },
    });
    expect(finished.exit).toBe(70);
    expect(readFileSync(run?.report ?? "", "utf8")).toContain("nobody waits for this");
    expect(foldersOf(run?.dir ?? "").map((path) => existsSync(path))).toEqual([false]);
  });

  it("goes on to its end when nobody reads what it says any more", async () => {
    const started = start(["run", fixture("short"), "--json", "--seed", "7", "--out", out]);
    const begun = await started.event((event) => event.type === "run-started");
    started.child.stdout?.destroy();
    const [exit] = (await once(started.child, "exit")) as [number | null];
    expect(exit).toBe(0);
    expect(begun).toMatchObject({ type: "run-started" });
    if (begun.type === "run-started") expect(manifestOf(begun.dir).status).toBe("done");
  });

  it("is not called killed by `faultline clean` while it goes on", async () => {
    const started = start(["run", fixture("long-fault"), "--json", "--out", out]);
    const begun = await started.event((event) => event.type === "fault-injected");
    expect(begun.type).toBe("fault-injected");
    expect((await faultline(["clean", "--out", out])).exit).toBe(0);
    const run = started.events.find((event) => event.type === "run-started");
    if (run?.type === "run-started") expect(manifestOf(run.dir).status).toBe("running");
    started.child.kill("SIGINT");
    expect((await started.done).exit).toBe(130);
  });
});
