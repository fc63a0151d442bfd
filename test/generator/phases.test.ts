// One generator after another.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imperfect } from "../../src/generator/completion-models.ts";
import { emit, ops } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { andThen, concat, phases, sequence, synchronize } from "../../src/generator/phases.ts";
import { functionsOf, invocations, requests, run } from "./run.ts";

test("a phase begins when all operations of the one before are completed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1_000),
      (sizes, concurrency, seed) => {
        const parts = sizes.map((size, i) => ops(requests(String(i), size)));
        const events = run(phases(...parts), { concurrency, seed, complete: imperfect });
        expect(events).toHaveLength(2 * sizes.reduce((a, b) => a + b, 0));
        const order = functionsOf(events);
        expect(order).toEqual([...order].sort());
      },
    ),
    { numRuns: 60 },
  );
});

test("concat starts the next generator while operations are in flight", () => {
  const events = run(concat(ops(requests("a", 2)), ops(requests("b", 1))));
  expect(events.slice(0, 3).map(({ type }) => type)).toEqual(["invoke", "invoke", "invoke"]);
  expect(functionsOf(events.slice(0, 3))).toEqual(["a", "a", "b"]);
});

test("andThen and synchronize wait for everybody", () => {
  for (const both of [
    andThen(ops(requests("a", 2)), emit({ f: "b", value: 0 })),
    concat(ops(requests("a", 2)), synchronize(emit({ f: "b", value: 0 }))),
  ]) {
    expect(functionsOf(run(both))).toEqual(["a", "a", "a", "a", "b", "b"]);
  }
});

test("a sequence makes its generators when their turn comes", () => {
  const made: number[] = [];
  const each = (n: number): Generator | undefined => {
    made.push(n);
    return n < 3 ? emit({ f: String(n), value: 0 }) : undefined;
  };
  expect(functionsOf(invocations(sequence(each), { concurrency: 1 }))).toEqual(["0", "1", "2"]);
  expect([...new Set(made)]).toEqual([0, 1, 2, 3]);
});

test("a sequence that never has an operation is an error, not an endless loop", () => {
  expect(() => run(sequence(() => ops([])))).toThrow(/had no operation/);
});
