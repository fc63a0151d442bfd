// Running several checkers: order, crashes and interruption.
import { expect, test } from "vitest";
import { assumptions } from "../../src/checkers/assumptions.ts";
import { checkAll } from "../../src/checkers/check-all.ts";
import type { Checker } from "../../src/checkers/checker.ts";
import { stats } from "../../src/checkers/stats.ts";
import { checkContext } from "./check-context.ts";
import { historyOf, reads } from "./events.ts";

const crashing: Checker = {
  name: "crashing",
  check: () => {
    throw new Error("index 7 of 3");
  },
};

test("assumptions come first, and a checker that crashes does not take the others along", async () => {
  const verdicts = await checkAll(
    [crashing, stats(), assumptions()],
    historyOf(reads(10)),
    checkContext(),
  );
  expect(verdicts.map(({ checker, valid }) => [checker, valid])).toEqual([
    ["assumptions", true],
    ["crashing", "unknown"],
    ["stats", true],
  ]);
  expect(verdicts[1]).toMatchObject({
    reason: "crashed",
    detail: expect.stringContaining("index 7 of 3") as string,
  });
});

test("after an abort every checker is interrupted", async () => {
  const context = checkContext({ signal: AbortSignal.abort() });
  const verdicts = await checkAll([crashing, stats()], historyOf(reads(10)), context);
  expect(verdicts).toMatchObject([{ reason: "interrupted" }, { reason: "interrupted" }]);
});
