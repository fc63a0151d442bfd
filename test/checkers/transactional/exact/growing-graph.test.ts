// The growing graph against a plain search for cycles: it refuses exactly the edges that close one, also after edges left.
import { expect, test } from "vitest";
import { GrowingGraph } from "../../../../src/checkers/transactional/exact/growing-graph.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";

const NODES = 9;
const EDGES = 40;

/** Whether `goal` is reached from `start` by the edges that are in. */
function reaches(
  from: Int32Array,
  to: Int32Array,
  present: readonly number[],
  start: number,
  goal: number,
): boolean {
  const found = new Set([start]);
  for (const node of found)
    for (const edge of present) if (from[edge] === node) found.add(to[edge] as number);
  return found.has(goal);
}

test("refuses the edges that close a cycle, tells it, and keeps an order", () => {
  let refused = 0;
  for (let round = 0; round < 300; round++) {
    const random = randomOf(seed(3)).at(round);
    const ends = (): Int32Array =>
      Int32Array.from({ length: EDGES }, () => random.int(0, NODES - 1));
    const [from, to] = [ends(), ends()];
    const order = Int32Array.from(random.shuffle(Array.from({ length: NODES }, (_, i) => i)));
    const graph = new GrowingGraph(from, to, order);
    const present: number[] = [];
    for (let edge = 0; edge < EDGES; edge++) {
      if (random.chance(0.2) && present.length > 0) graph.removeLast(present.pop() as number);
      const closes = reaches(from, to, present, to[edge] as number, from[edge] as number);
      expect(graph.add(edge)).toBe(!closes);
      if (!closes) present.push(edge);
      else {
        refused++;
        const [last, ...others] = graph.cycle;
        expect(last).toBe(edge);
        expect(others.every((other) => present.includes(other))).toBe(true);
        expect(graph.cycle.map((e) => from[e]).sort()).toEqual(
          graph.cycle.map((e) => to[e]).sort(),
        );
      }
      for (const held of present)
        expect(graph.isBefore(from[held] as number, to[held] as number)).toBe(true);
    }
  }
  expect(refused).toBeGreaterThan(1000);
});
