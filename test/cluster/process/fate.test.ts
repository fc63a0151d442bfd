// What the network does to one message, by the numbers.
import { expect, test } from "vitest";
import type { LinkShape } from "../../../src/cluster/api.ts";
import { fateOf } from "../../../src/cluster/process/fate.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";

const SAMPLES = 4_000;
const constant: LinkShape = { latency: { distribution: "constant", ms: 10 } };

const fates = (shape: LinkShape): readonly (readonly number[])[] =>
  Array.from({ length: SAMPLES }, (_, n) => fateOf(shape, randomOf(seed(1)).at(n)));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test("constant latency is the same for all", () => {
  expect(new Set(fates(constant).flat())).toEqual(new Set([10]));
});

test("uniform latency keeps its bounds and is even between them", () => {
  const delays = fates({ latency: { distribution: "uniform", ms: [10, 30] } }).flat();
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...delays)).toBeLessThan(30);
  expect(mean(delays)).toBeCloseTo(20, 0);
});

test("exponential latency has its mean, and a median below it", () => {
  const delays = fates({ latency: { distribution: "exponential", meanMs: 10 } }).flat();
  const median = [...delays].sort((a, b) => a - b)[SAMPLES / 2] ?? 0;
  expect(mean(delays) / 10).toBeCloseTo(1, 1);
  expect(median / (10 * Math.LN2)).toBeCloseTo(1, 1);
});

test("a share of messages is lost, a share doubled, a share late", () => {
  const shape = { ...constant, loss: 0.2, duplicate: 0.25, reorder: 0.5, reorderMs: 40 };
  const all = fates(shape);
  const kept = all.filter((copies) => copies.length > 0);
  expect(kept.length / SAMPLES).toBeCloseTo(0.8, 1);
  expect(kept.filter((copies) => copies.length === 2).length / kept.length).toBeCloseTo(0.25, 1);
  const late = all.flat().filter((delay) => delay > 10);
  expect(late.length / all.flat().length).toBeCloseTo(0.5, 1);
  expect(Math.max(...late)).toBeLessThan(50);
});
