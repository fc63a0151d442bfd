// A run directory written and read back, whole and cut short.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultWindow } from "../../src/core/fault.ts";
import { nanos, nodeId, opIndex, processId } from "../../src/core/ids.ts";
import type { Manifest, Plan } from "../../src/core/plan.ts";
import { FILES } from "../../src/store/layout.ts";
import { readRun } from "../../src/store/read-run.ts";
import { redactorOf } from "../../src/store/redact.ts";
import { RunDirectory, runDirectoriesIn } from "../../src/store/run-directory.ts";
import { manifestFixture, planFixture } from "./plan-fixture.ts";

let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), "faultline-store-"))));
afterEach(() => rmSync(base, { recursive: true }));

const create = (plan: Plan = planFixture, manifest: Manifest = manifestFixture): RunDirectory =>
  RunDirectory.create(
    base,
    "20260102T030405Z",
    plan,
    manifest,
    redactorOf({ MY_SECRET: "very-secret-value" }),
  );

const window: FaultWindow = {
  id: 0,
  kind: "kill",
  name: "kill leader",
  targets: [nodeId("n1")],
  start: nanos(1e9),
  end: null,
  evidence: { seen: true, detail: "pid 7 gone" },
  healed: null,
};

function write(directory: RunDirectory): void {
  const event = { process: processId(0), f: "write", key: "k1" } as const;
  directory.appendEvent({
    index: opIndex(0),
    time: nanos(1),
    ...event,
    type: "invoke",
    value: "very-secret-value",
  });
  directory.appendEvent({ index: opIndex(1), time: nanos(2), ...event, type: "ok", value: 1 });
  directory.appendFault(window);
  directory.appendFault({
    ...window,
    end: nanos(2e9),
    healed: { seen: true, detail: "pid 8 runs" },
  });
  directory.appendNodeLog({
    node: nodeId("n1"),
    time: nanos(1_500_000),
    stream: "stderr",
    text: "said very-secret-value",
  });
  directory.close();
}

describe("RunDirectory", () => {
  it("is read back as it was written, with the last state of each fault", async () => {
    const directory = create();
    write(directory);
    const run = await readRun(directory.path);
    expect(run.plan).toEqual(planFixture);
    expect(run.history.operations()).toHaveLength(1);
    expect(run.history.faults).toEqual([
      { ...window, end: 2e9, healed: { seen: true, detail: "pid 8 runs" } },
    ]);
    expect(run.logs).toEqual([
      { node: "n1", time: 1_500_000, stream: "stderr", text: "said [redacted MY_SECRET]" },
    ]);
  });

  it("holds no secret in any file", () => {
    const directory = create({ ...planFixture, description: "uses very-secret-value" });
    write(directory);
    for (const name of [FILES.plan, FILES.history, join(FILES.nodes, "n1.log")]) {
      const text = readFileSync(join(directory.path, name), "utf8");
      expect(text).not.toContain("very-secret-value");
      expect(text).toContain("[redacted MY_SECRET]");
    }
  });

  it("hides what is secret in the environment that its nodes are given", () => {
    const directory = create();
    const environment = { ADMIN_PASSWORD: "open-sesame", MODE: "verbose" };
    directory.hideSecretsOf(environment);
    directory.hideSecretsOf(environment);
    const [node, time] = [nodeId("n1"), nanos(1)];
    directory.appendNodeLog({ node, time, stream: "stdout", text: "verbose open-sesame" });
    directory.updateManifest({
      error: { code: "node", message: "died: open-sesame very-secret-value", hint: null },
    });
    directory.close();
    const read = (name: string): string => readFileSync(join(directory.path, name), "utf8");
    expect(read("nodes/n1.log")).toContain("verbose [redacted ADMIN_PASSWORD]");
    expect(read(FILES.manifest)).toContain("died: [redacted ADMIN_PASSWORD] [redacted MY_SECRET]");
  });

  it("says once that it can write no more, and throws at nobody", () => {
    const directory = create();
    rmSync(directory.path, { recursive: true });
    expect(directory.lost.aborted).toBe(false);
    const [node, time] = [nodeId("n1"), nanos(1)];
    directory.appendNodeLog({ node, time, stream: "stdout", text: "into the void" });
    expect(directory.lost.reason).toMatchObject({
      code: "storage",
      message: expect.stringContaining("n1.log") as string,
    });
    directory.updateManifest({ phase: "stopping" });
    write(directory);
    expect(directory.lost.reason).toMatchObject({
      message: expect.stringContaining("n1.log") as string,
    });
  });

  it("gives runs of one second and seed folders of their own and points latest to the last", () => {
    const first = create();
    const second = create();
    first.close();
    second.close();
    expect(second.path).not.toBe(first.path);
    expect(join(base, readlinkSync(join(base, "latest")))).toBe(second.path);
    expect(runDirectoriesIn(base)).toHaveLength(2);
  });

  it("tolerates a cut last line in every file that grows", async () => {
    const directory = create();
    write(directory);
    for (const name of [FILES.history, FILES.faults, join(FILES.nodes, "n1.log")]) {
      appendFileSync(join(directory.path, name), '{"cut');
    }
    const run = await readRun(directory.path);
    expect(run.history.length).toBe(2);
    expect(run.history.faults).toHaveLength(1);
    expect(run.logs).toHaveLength(1);
  });

  it("names the line of a damaged fault record", async () => {
    const directory = create();
    write(directory);
    appendFileSync(join(directory.path, FILES.faults), "no json\n");
    await expect(readRun(directory.path)).rejects.toThrow(/faults\.jsonl:3: /);
  });

  it("reports a folder that cannot be made as a storage error", () => {
    const file = join(base, "a-file");
    appendFileSync(file, "");
    expect(() =>
      RunDirectory.create(file, "s", planFixture, manifestFixture, (text) => text),
    ).toThrow(expect.objectContaining({ code: "storage" }) as Error);
    expect(existsSync(join(base, "latest"))).toBe(false);
  });

  it("refuses a folder that is no run directory", async () => {
    await expect(readRun(base)).rejects.toMatchObject({ code: "usage" });
  });
});
