// The streaming checkers against brute force, prefix by prefix, on random small histories; test/oracle/fuzz-online.ts runs as many as
// one likes. That the comparison notices what it is there for is shown on checkers that are wrong.
import { expect, test } from "vitest";
import { onlineChecker } from "../../../../src/checkers/linearizable/online/online.ts";
import type { OnlineChecker } from "../../../../src/checkers/linearizable/online/stream.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { compareOnline, type OnlineComparison } from "../../../oracle/compare-online.ts";
import { ONLINE_SHAPES, onlineHistory } from "../../../oracle/online-history.ts";

const CASES = 150;
const OPS = 8;
const shapes = Object.keys(ONLINE_SHAPES);

function comparisons(
  shape: string,
  change: (checker: OnlineChecker) => OnlineChecker = (checker) => checker,
): readonly OnlineComparison[] {
  const random = randomOf(seed(23)).fork(shape);
  return Array.from({ length: CASES }, (_, i) => {
    const { model, initial, history } = onlineHistory(shape, random.at(i), OPS);
    const checker = onlineChecker({ model, ...(initial === undefined ? {} : { initial }) });
    if (checker === null) throw new Error(`${model} has no streaming form`);
    return compareOnline(model, initial, history, change(checker));
  });
}

const problemsOf = (found: readonly OnlineComparison[]): readonly OnlineComparison[] =>
  found.filter(({ problem }) => problem !== null);

test.each(shapes)("reports exactly at the first bad event: %s", (shape) => {
  const found = comparisons(shape);
  expect(problemsOf(found)).toEqual([]);
  const count = (ended: string): number => found.filter((c) => c.ended === ended).length;
  expect(count("violation")).toBeGreaterThan(5);
  expect(count("linearizable")).toBeGreaterThan(CASES / 4);
  expect(count("deferred")).toBeLessThan(CASES / 3);
});

/** Each gives a wrong answer in one way only. */
const wrong: Readonly<Record<string, (checker: OnlineChecker) => OnlineChecker>> = {
  "is silent": (checker) => ({ state: checker.state, push: () => null }),
  "reports an event late": (checker) => {
    let held: ReturnType<OnlineChecker["push"]> = null;
    return {
      state: "checking",
      push: (event) => {
        const now = held;
        held = checker.push(event);
        return now;
      },
    };
  },
  "does not hear of lost operations": (checker) => ({
    state: "checking",
    push: (event) =>
      event.type === "info" ? null : event.type === "fail" ? null : checker.push(event),
  }),
};

test.each(Object.keys(wrong))("the comparison notices a checker that %s", (name) => {
  const problems = shapes.flatMap((shape) => problemsOf(comparisons(shape, wrong[name])));
  expect(problems.length).toBeGreaterThan(5);
});
