// The availability checker: gaps inside and outside of faults, and the threshold.
import { expect, test } from "vitest";
import { availability } from "../../src/checkers/availability.ts";
import { nanos } from "../../src/core/ids.ts";
import { checkContext } from "./check-context.ts";
import { faultAt, historyOf, SECOND } from "./events.ts";

/** A read that succeeds. */
const ok = (process: number) =>
  [
    [process, "invoke", "read"],
    [process, "ok", "read", 1],
  ] as const;
const silent = (count: number) =>
  Array.from({ length: count }, (_, i) => [100 + i, "invoke", "read"] as const);
/** Successes at seconds 1, 10 and 12; a fault from 3 to 8; the load from 0 to 14. */
const history = historyOf(
  [[0, "invoke", "read"], [0, "ok", "read", 1], ...silent(7), ...ok(1), ...ok(2)],
  [faultAt(3, 8)],
);
const context = checkContext({ loadWindow: { start: nanos(0), end: nanos(14 * SECOND) } });

test("measures gaps in fault windows and outside", async () => {
  const verdict = await availability().check(history, context);
  expect(verdict).toMatchObject({
    valid: true,
    stats: { longestGapInFaultsMs: 5000, longestGapOutsideMs: 2000 },
    details: { windows: [{ fault: "kill leader", longestGapMs: 5000 }] },
  });
});

test("judges only by the threshold it is given", async () => {
  const strict = availability({ maxGapMs: 1500 });
  const verdict = await strict.check(history, context);
  expect(verdict).toMatchObject({
    valid: false,
    anomalies: [{ kind: "unavailable" }],
  });
  const loose = availability({ maxGapMs: 2000 });
  expect(await loose.check(history, context)).toMatchObject({ valid: true });
});
