// Independent keys: one after the other, and several at a time.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Key } from "../../src/core/op.ts";
import { imperfect } from "../../src/generator/completion-models.ts";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { concurrentKeys, sequentialKeys } from "../../src/generator/independent.ts";
import { limit } from "../../src/generator/limit.ts";
import { processLimit } from "../../src/generator/process-limit.ts";
import { always, countBy, endless, invocations, requests, run } from "./run.ts";

test("sequentialKeys works through one key after the other", () => {
  const events = invocations(sequentialKeys(["x", "y", "z"], () => ops(requests("w", 3))));
  expect(events.map(({ key }) => key)).toEqual(["x", "x", "x", "y", "y", "y", "z", "z", "z"]);
});

test("concurrentKeys: every key gets its whole generator, within one group of workers", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(1_000),
      (threadsPerKey, concurrency, keys, seed) => {
        const names = Array.from({ length: keys }, (_, i) => `k${String(i)}`);
        const all = concurrentKeys(threadsPerKey, names, () => ops(requests("w", 5)));
        const events = invocations(all, { concurrency, seed, nemesis: true, complete: imperfect });
        expect(countBy(events, ({ key }) => key)).toEqual(new Map(names.map((k) => [k, 5])));
        const groups = countBy(events, ({ key, process }) => {
          const worker = (process as number) % concurrency;
          return `${String(key)} in ${String(Math.floor(worker / threadsPerKey))}`;
        });
        expect(groups.size).toBe(keys);
      },
    ),
    { numRuns: 60 },
  );
});

test("as many keys as there are groups are worked on at the same time", () => {
  const all = concurrentKeys(
    2,
    (n) => n,
    () => limit(20, endless("w")),
  );
  const early = invocations(all, { concurrency: 6, maxOps: 60 }).slice(0, 30);
  expect(new Set(early.map(({ key }) => key))).toEqual(new Set([0, 1, 2]));
});

test("keys from a function never end; all of them are used in order", () => {
  const all = concurrentKeys(
    1,
    (n) => n * 10,
    () => limit(2, endless("w")),
  );
  const keys = new Set(invocations(all, { concurrency: 2, maxOps: 20 }).map(({ key }) => key));
  expect([...keys].sort((a, b) => Number(a) - Number(b))).toEqual([
    0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
  ]);
});

test("a key's generator hears of its own key alone, also while ops of the last key are in flight", () => {
  const heard: { readonly of: Key; readonly key: Key | undefined }[] = [];
  const listening = (of: Key, inner: Generator): Generator => ({
    next(context) {
      const next = inner.next(context);
      return next.kind === "done" ? next : { ...next, rest: listening(of, next.rest) };
    },
    update(context, event) {
      heard.push({ of, key: event.event.key });
      return listening(of, inner.update(context, event));
    },
  });
  const keyed = concurrentKeys(3, ["x", "y"], (key) => listening(key, limit(2, endless("w"))));
  run(keyed, { concurrency: 3 });
  expect(heard.length).toBeGreaterThan(0);
  for (const { of, key } of heard) expect(key).toBe(of);
});

test("processLimit within a key bounds the lost operations of that key", () => {
  const all = concurrentKeys(2, ["x", "y", "z"], () => processLimit(4, endless("w")));
  const counts = countBy(
    invocations(all, { concurrency: 4, complete: always("info") }),
    ({ key }) => key,
  );
  expect(counts).toEqual(
    new Map([
      ["x", 4],
      ["y", 4],
      ["z", 4],
    ]),
  );
});

test("less than one thread per key is a mistake of the user's", () => {
  expect(() => concurrentKeys(0, [1], () => fromFunction(() => null))).toThrow(/threads per key/);
});
