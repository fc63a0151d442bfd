// Requests rewritten and dropped.
import { expect, test } from "vitest";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import { filter } from "../../src/generator/filter.ts";
import { map, renameFunctions } from "../../src/generator/map.ts";
import { delay } from "../../src/generator/delay.ts";
import { limit } from "../../src/generator/limit.ts";
import { cycle } from "../../src/generator/repeat.ts";
import { invocations, ms, requests, valuesOf } from "./run.ts";

test("map rewrites every request and nothing else", () => {
  const doubled = map((r) => ({ ...r, value: (r.value as number) * 2 }), ops(requests("w", 4)));
  expect(invocations(doubled)).toMatchObject([0, 2, 4, 6].map((value) => ({ f: "w", value })));
});

test("a rewrite draws from a stream of its own, nested rewrites from different ones", () => {
  const tag = (inner: ReturnType<typeof ops>): ReturnType<typeof ops> =>
    map((r, { random }) => ({ ...r, value: [r.value, random.int(0, 1e9)] }), inner);
  const [event] = invocations(tag(tag(ops(requests("w", 1)))));
  const [[, first], second] = event?.value as [[number, number], number];
  expect(first).not.toBe(second);
});

test("filter keeps the requests that pass, in order", () => {
  const even = filter((r) => (r.value as number) % 2 === 0, ops(requests("w", 9)));
  expect(valuesOf(invocations(even))).toEqual([0, 2, 4, 6, 8]);
});

test("filter draws anew for every request that it drops", () => {
  const any = fromFunction(({ random }) => ({ f: "w", value: random.int(0, 9) }));
  const sevens = filter(({ value }) => value === 7, any);
  expect(valuesOf(invocations(sevens, { maxOps: 20 }))).toEqual(Array<number>(20).fill(7));
});

test("a filter that nothing passes is an error, not an endless loop", () => {
  const none = filter(
    () => false,
    fromFunction(() => ({ f: "w", value: 1 })),
  );
  expect(() => invocations(none)).toThrow(/filter dropped 10000 operations/);
});

test("renameFunctions renames what it has a name for", () => {
  const both = ops([...requests("start", 1), ...requests("read", 1)]);
  const renamed = invocations(renameFunctions({ start: "kill" }, both));
  expect(renamed.map(({ f }) => f)).toEqual(["kill", "read"]);
});

test("filter and cycle draw anew also where a wait or a new round comes between", () => {
  const any = fromFunction(({ random }) => ({ f: "w", value: random.int(0, 9) }));
  const rare = filter(({ value }) => value === 7, delay(ms(1), limit(2, any)));
  expect(valuesOf(invocations(limit(30, cycle(rare))))).toEqual(Array<number>(30).fill(7));
});
