// What the load touched, and the reads of it at the end.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imperfect } from "../../src/generator/completion-models.ts";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { concurrentKeys } from "../../src/generator/independent.ts";
import { highestKey, withFinal } from "../../src/generator/track.ts";
import { invocations, requests } from "./run.ts";

const readAll = (highest: number) =>
  ops(Array.from({ length: highest + 1 }, (_, key) => ({ f: "read", key, value: null })));

test("every key that the load named is read, after all of the load, each once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(1_000),
      (keys, concurrency, seed) => {
        const names = Array.from({ length: keys }, (_, key) => key);
        const load = concurrentKeys(2, names, () => ops(requests("w", 3)));
        const events = invocations(withFinal(highestKey(), load, readAll), {
          concurrency,
          seed,
          complete: imperfect,
        });
        const reads = events.filter(({ f }) => f === "read");
        expect(reads.map(({ key }) => key)).toEqual(names);
        expect(events.slice(0, 3 * keys).every(({ f }) => f === "w")).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test("keys within values are told by a function, and none is no key", () => {
  const inValue = highestKey(({ value }) => (Array.isArray(value) ? [value[0] as number] : []));
  const load = limit(
    5,
    fromFunction(({ time }) => ({ f: "txn", value: [Math.round(time / 1e7), "append"] })),
  );
  const events = invocations(withFinal(inValue, load, readAll), { concurrency: 1 });
  expect(events.filter(({ f }) => f === "read").map(({ key }) => key)).toEqual([0, 1, 2, 3, 4]);
  expect(invocations(withFinal(inValue, ops(requests("w", 3)), readAll))).toHaveLength(3);
});
