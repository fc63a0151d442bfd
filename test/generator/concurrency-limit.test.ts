// How many operations are in flight at once.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { any } from "../../src/generator/any.ts";
import { imperfect } from "../../src/generator/completion-models.ts";
import { concurrencyLimit } from "../../src/generator/concurrency-limit.ts";
import { filter } from "../../src/generator/filter.ts";
import { limit } from "../../src/generator/limit.ts";
import { nemesis } from "../../src/generator/route.ts";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import { endless, invocations, requests, run } from "./run.ts";

/** The most operations named `f` in flight at any moment. */
function mostAtOnce(events: ReturnType<typeof run>, f: string): number {
  const open = new Set<unknown>();
  let most = 0;
  for (const { f: name, process, type } of events) {
    if (name !== f) continue;
    if (type === "invoke") open.add(process);
    else open.delete(process);
    most = Math.max(most, open.size);
  }
  return most;
}

test("never more than the limit are in flight, and the limit is used where there are workers", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(1_000),
      (most, concurrency, seed) => {
        const both = any(concurrencyLimit(most, limit(60, endless("a"))), limit(60, endless("b")));
        const events = run(both, { concurrency, seed, complete: imperfect });
        expect(mostAtOnce(events, "a")).toBeLessThanOrEqual(most);
        expect(events.filter(({ f }) => f === "a")).toHaveLength(120);
        const alone = run(concurrencyLimit(most, limit(60, endless("a"))), { concurrency, seed });
        expect(mostAtOnce(alone, "a")).toBe(Math.min(most, concurrency));
      },
    ),
    { numRuns: 60 },
  );
});

test("an operation that a filter drops does not count", () => {
  const numbers = fromFunction(({ random }) => ({ f: "w", value: random.int(0, 9) }));
  const few = limit(
    40,
    filter(({ value }) => value === 7, concurrencyLimit(2, numbers)),
  );
  expect(invocations(few, { complete: imperfect })).toHaveLength(40);
});

test("faults are counted by both of their ends, which look alike", () => {
  const one = nemesis(concurrencyLimit(1, ops(requests("kill", 3))));
  const events = run(one, { nemesis: true });
  expect(events.map(({ value }) => value)).toEqual([0, 0, 1, 1, 2, 2]);
});

test("a limit below one would wait for ever and is a mistake of the user's", () => {
  expect(() => concurrencyLimit(0, endless("a"))).toThrow(/0 operations at once/);
});
