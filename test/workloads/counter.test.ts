// The counter workload finds sums that the adds do not allow.
import { expect, test } from "vitest";
import { counter } from "../../src/workloads/counter.ts";
import { invocations, judgedRun, type Subject } from "./judged-run.ts";

/** A counter that forgets each `lose`-th add, and reads of which lag behind by `lag` adds, until all is calm. */
function sum({ lose = Infinity, lag = 0 } = {}): Subject {
  const sums = [0];
  let adds = 0;
  return ({ f, value }, { calm }) => {
    if (f === "read") return sums.at(calm ? -1 : -1 - lag) ?? 0;
    if (++adds % lose !== 0) sums.push((sums.at(-1) ?? 0) + Number(value));
    return value;
  };
}

test.each([
  ["a right counter", counter(), sum(), { counter: "valid" }],
  ["a forgetful counter", counter(), sum({ lose: 4 }), { counter: "counter-out-of-bounds" }],
  ["a lagging counter", counter(), sum({ lag: 12 }), { counter: "counter-out-of-bounds" }],
  [
    "a right counter that also falls",
    counter({ decrements: true }),
    sum(),
    { "pn-counter": "valid" },
  ],
])("%s", async (_name, workload, subject, verdicts) => {
  expect((await judgedRun(workload, subject)).verdicts).toEqual(verdicts);
});

test("only final reads count where the counter is right in the end only", async () => {
  const eventual = counter({ reads: "final" });
  expect((await judgedRun(eventual, sum({ lag: 12 }))).verdicts).toEqual({ counter: "valid" });
  const forgetful = await judgedRun(eventual, sum({ lose: 4 }));
  expect(forgetful.verdicts).toEqual({ counter: "counter-out-of-bounds" });
});

test("adds are whole numbers within the range asked for, and everybody reads at the end", async () => {
  const workload = counter({ most: 3, decrements: true });
  const { events } = await judgedRun(workload, sum(), { ops: 400, concurrency: 5 });
  const asked = invocations(events);
  const amounts = new Set(asked.flatMap(({ f, value }) => (f === "add" ? [value] : [])));
  expect(amounts).toEqual(new Set([-3, -2, -1, 1, 2, 3]));
  const final = asked.slice(400);
  expect(new Set(final.map(({ process }) => process)).size).toBe(5);
  expect(new Set(final.map(({ f }) => f))).toEqual(new Set(["read"]));
});

test("options that make no sense are refused", () => {
  expect(() => counter({ most: 0 })).toThrow(/^counter: most/);
  expect(() => counter({ mix: { add: 0 } })).toThrow(/^counter: the mix/);
});
