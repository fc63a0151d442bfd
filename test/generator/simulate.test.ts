// Virtual time: what a simulation promises, and the digest of a plan.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { allLost, imperfect } from "../../src/generator/completion-models.ts";
import { digestOf } from "../../src/generator/digest.ts";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { concurrentKeys } from "../../src/generator/independent.ts";
import { limit } from "../../src/generator/limit.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { endless, ms, requests, run } from "./run.ts";

const random = (): Generator =>
  fromFunction(({ random }) => ({ f: "w", value: random.int(0, 999) }));
const load = (): Generator =>
  stagger(
    ms(1),
    concurrentKeys(
      2,
      (n) => n,
      () => limit(30, random()),
    ),
  );
const digest = (n: number, generator = load()): string =>
  digestOf(generator, { concurrency: 4, random: randomOf(seed(n)), maxOps: 300 });

test("same seed, same history; another seed, another history", () => {
  const events = (n: number) => run(load(), { seed: n, maxOps: 300, complete: imperfect });
  expect(events(5)).toEqual(events(5));
  expect(events(5)).not.toEqual(events(6));
});

test("same seed, same digest; another seed or generator, another digest", () => {
  expect(digest(5)).toMatch(/^[0-9a-f]{64}$/);
  expect(digest(5)).toBe(digest(5));
  expect(digest(5)).not.toBe(digest(6));
  expect(digest(5)).not.toBe(digest(5, limit(299, load())));
});

test("a lost operation gives its worker the process that comes `concurrency` later", () => {
  const events = run(limit(3, endless("a")), { concurrency: 1, complete: allLost });
  expect(events.map(({ process, type }) => [process, type])).toEqual([
    [0, "invoke"],
    [0, "info"],
    [1, "invoke"],
    [1, "info"],
    [2, "invoke"],
    [2, "info"],
  ]);
});

test("the limit on operations ends an endless generator, and all that was started completes", () => {
  const events = run(endless("a"), { maxOps: 25 });
  expect(events).toHaveLength(50);
});

test("a generator that waits for nothing is an error", () => {
  const forever: Generator = {
    next: () => ({ kind: "pending", rest: forever }),
    update: () => forever,
  };
  expect(() => run(forever)).toThrow(/can never happen/);
});

test("an operation of later that is not due waits until it is", () => {
  const later = ops(requests("a", 1));
  const scheduled: Generator = {
    next(context) {
      const next = later.next(context);
      return next.kind === "op" ? { ...next, at: ms(40) } : next;
    },
    update: () => scheduled,
  };
  expect(run(scheduled)[0]?.time).toBe(ms(40));
});
