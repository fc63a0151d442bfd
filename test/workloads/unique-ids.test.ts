// The unique-ids workload finds an identifier that was given out twice.
import { expect, test } from "vitest";
import { uniqueIds } from "../../src/workloads/unique-ids.ts";
import { judgedRun, type Subject } from "./judged-run.ts";

const ids = (range: number): Subject => {
  let last = 0;
  return () => last++ % range;
};

test.each([
  ["a right source", ids(Infinity), "valid"],
  ["a source that starts again", ids(100), "duplicate-id"],
])("%s", async (_name, subject, verdict) => {
  expect((await judgedRun(uniqueIds(), subject)).verdicts).toEqual({ "unique-ids": verdict });
});
