// Random choices between generators.
import { expect, test } from "vitest";
import { emit, ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { mix, weightedMix } from "../../src/generator/mix.ts";
import { countBy, endless, functionsOf, invocations, requests } from "./run.ts";

test("mix chooses uniformly", () => {
  const counts = countBy(
    invocations(limit(3_000, mix(endless("a"), endless("b"), endless("c")))),
    ({ f }) => f,
  );
  for (const f of ["a", "b", "c"]) expect(counts.get(f)).toBeGreaterThan(900);
});

test("weightedMix chooses in proportion to the weights, never those of weight 0", () => {
  const weighted = weightedMix([
    [3, endless("a")],
    [1, endless("b")],
    [0, endless("never")],
  ]);
  const counts = countBy(invocations(limit(4_000, weighted)), ({ f }) => f);
  expect(counts.get("a")).toBeGreaterThan(2_850);
  expect(counts.get("a")).toBeLessThan(3_150);
  expect(counts.has("never")).toBe(false);
});

test("mix loses no operation of generators that end, and ends with the last", () => {
  const counts = countBy(
    invocations(mix(ops(requests("a", 5)), emit({ f: "b", value: 0 }), ops(requests("c", 9)))),
    ({ f }) => f,
  );
  expect(Object.fromEntries(counts as Map<string, number>)).toEqual({ a: 5, b: 1, c: 9 });
});

test("a mix within a mix makes choices of its own", () => {
  const nested = mix(mix(endless("a"), endless("b")), mix(endless("c"), endless("d")));
  const seen = new Set(functionsOf(invocations(limit(100, nested))));
  expect(seen).toEqual(new Set(["a", "b", "c", "d"]));
});
