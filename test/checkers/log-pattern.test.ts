// The log-pattern checker: what counts as a crash in a node's log, and what does not.
import { expect, test } from "vitest";
import { logPattern } from "../../src/checkers/log-pattern.ts";
import { nanos, nodeId } from "../../src/core/ids.ts";
import { checkContext } from "./check-context.ts";
import type { FaultWindow } from "../../src/core/fault.ts";
import { faultAt, historyOf, reads } from "./events.ts";

const check = (
  text: string,
  patterns: readonly string[] = [],
  faults: readonly FaultWindow[] = [],
) =>
  logPattern({ patterns }).check(
    historyOf(reads(1), faults),
    checkContext({ logs: [{ node: nodeId("n2"), time: nanos(2e9), stream: "stderr", text }] }),
  );

test.each([
  "panic: runtime error: index out of range [3] with length 3",
  "thread 'main' panicked at src/main.rs:4:5:",
  "fatal error: concurrent map writes",
  "2026-01-01 FATAL:  the database system is in an inconsistent state",
  "server: raft.c:12: Assertion `term > 0' failed.",
  "assertion failed: log is contiguous",
  "Segmentation fault (core dumped)",
  "WARNING: DATA RACE",
  "java.lang.OutOfMemoryError: Java heap space",
])("finds %s", async (line) => {
  expect(await check(line)).toMatchObject({
    valid: false,
    anomalies: [{ kind: "log-pattern", witness: { kind: "log", node: "n2", line } }],
  });
});

test.each([
  "no fatal errors so far",
  "panic=off fatal=off",
  "checking assertions",
  "leader elected: don't panic",
])("lets %s pass", async (line) => {
  expect(await check(line)).toMatchObject({ valid: true, stats: { lines: 1, matches: 0 } });
});

test("a system adds patterns of its own", async () => {
  expect(await check("E1234 corrupt page", ["\\bE1234\\b"])).toMatchObject({ valid: false });
  expect(() => logPattern({ patterns: ["("] })).toThrow(/log pattern \(/);
});

test("a node may speak of the fault that it dies of, and of no other", async () => {
  const n2 = { targets: [nodeId("n2")] };
  const line = "panic: write /data/wal: no space left on device";
  const of = (fault: FaultWindow) => check(line, [], [fault]);
  const fatalFrom = nanos(2e9);
  expect(await of(faultAt(3, 4, { ...n2, fatalFrom }))).toMatchObject({
    valid: true,
    stats: { matches: 0, excused: 1 },
  });
  expect(await of(faultAt(1, 4, n2))).toMatchObject({ valid: false });
  expect(await of(faultAt(3, 4, { fatalFrom }))).toMatchObject({ valid: false });
  expect(await of(faultAt(3, 4, { ...n2, fatalFrom: nanos(3.5e9) }))).toMatchObject({
    valid: false,
  });
});
