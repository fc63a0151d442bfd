// `faultline check` on a stored run: one checker sees the run's faults and options too, not its history alone.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nanos, nodeId, opIndex, processId } from "../../src/core/ids.ts";
import { RunDirectory } from "../../src/store/run-directory.ts";
import { faultline } from "../cli/faultline.ts";
import { manifestFixture, planFixture } from "../store/plan-fixture.ts";

let base: string;
let run: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "faultline-check-"));
  const plan = {
    ...planFixture,
    checkers: [{ checker: "log-pattern", options: { patterns: ["^OUCH"] } }],
  };
  const manifest = { ...manifestFixture, status: "done", load: { start: 0, end: 1e9 } } as const;
  const directory = RunDirectory.create(base, "20260102T030405Z", plan, manifest, (text) => text);
  for (let n = 0; n < 20; n++) {
    const event = { process: processId(0), f: "write", value: n, time: nanos(n * 1e6) };
    directory.appendEvent({ ...event, index: opIndex(2 * n), type: "invoke" });
    directory.appendEvent({ ...event, index: opIndex(2 * n + 1), type: "ok" });
  }
  const evidence = { seen: false, why: "0 packets were dropped" } as const;
  const healed = { seen: true, detail: "gone" } as const;
  const times = { start: nanos(1e6), end: nanos(9e6) };
  const targets = [nodeId("n1")];
  directory.appendFault({
    id: 0,
    kind: "partition",
    name: "partition halves",
    targets,
    ...times,
    evidence,
    healed,
  });
  directory.appendNodeLog({
    node: nodeId("n1"),
    time: nanos(1),
    stream: "stderr",
    text: "OUCH that hurt",
  });
  directory.close();
  run = directory.path;
});
afterAll(() => rmSync(base, { recursive: true }));

it("leaves a run unknown whose fault has no evidence", async () => {
  const finished = await faultline(["check", run, "--checker", "assumptions"]);
  expect(finished.stdout).toMatch(/unknown {2}no-evidence: .*0 packets were dropped/);
  expect(finished.exit).toBe(2);
});

it("uses the run's logs and the options that its plan gives the checker", async () => {
  const finished = await faultline(["check", run, "--checker", "log-pattern"]);
  expect(finished.stdout).toContain("OUCH that hurt");
  expect(finished.exit).toBe(1);
});

it("writes the verdicts anew only when all of the run's checkers judged", async () => {
  expect(() => readFileSync(join(run, "verdicts.json"))).toThrow();
  expect((await faultline(["check", run])).exit).toBe(1);
  expect(readFileSync(join(run, "verdicts.json"), "utf8")).toContain('"verdict": "invalid"');
});

it("decides with --exact what inference leaves open", async () => {
  const history = join(base, "stale.jsonl");
  const micros = [
    ["w", "x", 1],
    ["w", "x", 2],
    ["r", "x", 1],
  ];
  const lines = micros.flatMap((micro) =>
    ["invoke", "ok"].map((type) => ({ process: 0, type, f: "txn", value: [micro] })),
  );
  const events = lines.map((line, index) => JSON.stringify({ index, time: index * 1000, ...line }));
  writeFileSync(history, `${events.join("\n")}\n`);
  const inferred = await faultline(["check", history, "--checker", "rw-register"]);
  expect(inferred.exit).toBe(0);
  const exact = await faultline(["check", history, "--checker", "rw-register", "--exact"]);
  expect(exact.stdout).toContain("PL-SS-cycle-exists: T2 realtime→ T4 rw→ T2");
  expect(exact.exit).toBe(1);
});

it("takes a history of reads, writes and cas for a register's, whatever the nemesis did meanwhile", async () => {
  const file = join(base, "with-faults.jsonl");
  const lines = [
    { process: "nemesis", type: "info", f: "inject", value: null },
    { process: 0, type: "invoke", f: "write", value: 1 },
    { process: 0, type: "ok", f: "write", value: 1 },
  ];
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n") + "\n");
  const finished = await faultline(["check", file]);
  expect(finished.stdout).toMatch(/linearizable {2}valid/);
  expect(finished.exit).toBe(0);
});
