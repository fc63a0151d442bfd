// Pruning against plain reachability, on a graph with more targets than are looked at at once.
import { expect, test } from "vitest";
import { ALWAYS } from "../../../../src/checkers/transactional/exact/choices.ts";
import type { Problem } from "../../../../src/checkers/transactional/exact/problem.ts";
import { prune } from "../../../../src/checkers/transactional/exact/prune.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";

const NODES = 2600;
/** An edge that holds leads at most this far, so that much is not reached. */
const SPAN = 40;

/** Edges that hold go up; each choice is an edge up or down between two nodes. */
function randomProblem(): Problem {
  const random = randomOf(seed(4));
  const [from, to, literal]: [number[], number[], number[]] = [[], [], []];
  for (let node = 0; node < NODES - SPAN; node++) {
    from.push(node);
    to.push(node + random.int(1, SPAN));
    literal.push(ALWAYS);
  }
  for (let choice = 0; choice < NODES; choice++) {
    const ends = [random.int(0, NODES - 1), random.int(0, NODES - 1)] as const;
    if (ends[0] === ends[1]) continue;
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    from.push(low, high);
    to.push(high, low);
    literal.push(2 * choice, 2 * choice + 1);
  }
  return {
    nodes: NODES,
    txnOf: Int32Array.from({ length: NODES }, (_, i) => i),
    time: new Int32Array(NODES),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    type: new Uint8Array(from.length),
    literal: Int32Array.from(literal),
    variables: NODES,
    first: [],
    second: [],
    clauses: [],
  };
}

/** Every node reached from one by edges that hold. */
function reachedFrom(start: number, next: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set([start]);
  for (const node of found) for (const other of next.get(node) ?? []) found.add(other);
  return found;
}

test("decides exactly the choices whose other answer would close a cycle", () => {
  const problem = randomProblem();
  const value = new Int8Array(2 * NODES);
  expect(prune(problem, value, 0, () => false)).toBe("open");
  const next = new Map<number, number[]>();
  const { from, to, literal } = problem;
  for (let edge = 0; edge < from.length; edge++) {
    if (literal[edge] !== ALWAYS && value[literal[edge] as number] !== 1) continue;
    const node = from[edge] as number;
    next.set(node, [...(next.get(node) ?? []), to[edge] as number]);
  }
  let decided = 0;
  for (let edge = 0; edge < from.length; edge++) {
    if (literal[edge] === ALWAYS || (from[edge] as number) < (to[edge] as number)) continue;
    const closes = reachedFrom(to[edge] as number, next).has(from[edge] as number);
    expect(value[literal[edge] as number]).toBe(closes ? -1 : 0);
    if (closes) decided++;
  }
  expect(decided).toBeGreaterThan(100);
  expect(decided).toBeLessThan(NODES * 0.9);
});
