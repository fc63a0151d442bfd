// The stats checker: counts by function, and what never succeeded.
import { expect, test } from "vitest";
import { stats } from "../../src/checkers/stats.ts";
import { checkContext } from "./check-context.ts";
import { historyOf, reads } from "./events.ts";

test("counts outcomes by function", async () => {
  const history = historyOf([...reads(2), [1, "invoke", "read"]]);
  expect(await stats().check(history, checkContext())).toMatchObject({
    valid: true,
    stats: { operations: 3, ok: 2, fail: 0, info: 1 },
    details: { byFunction: { read: { ok: 2, fail: 0, info: 1 } } },
  });
});

test("a function that never succeeded leaves the verdict unknown", async () => {
  const history = historyOf([...reads(2), [1, "invoke", "write", 3]]);
  expect(await stats().check(history, checkContext())).toMatchObject({
    valid: "unknown",
    reason: "too-few-ops",
    detail: "no write ever succeeded, so nothing is known about it",
  });
});
