// The heap of open operations against sorting.
import { expect, test } from "vitest";
import { EarliestFirst } from "../../../../src/checkers/linearizable/paths/earliest-first.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";

test("gives the one that returns first, whatever came when", () => {
  const random = randomOf(seed(7));
  const ret = Int32Array.from({ length: 200 }, () => random.int(0, 1000));
  const heap = new EarliestFirst(ret);
  const held: number[] = [];
  for (let i = 0; i < ret.length; i++) {
    heap.add(i);
    held.push(ret[i] as number);
    held.sort((a, b) => a - b);
    if (random.chance(0.4)) expect(ret[heap.take() as number]).toBe(held.shift());
    expect(heap.size).toBe(held.length);
  }
  while (held.length > 0) expect(ret[heap.take() as number]).toBe(held.shift());
  expect(heap.take()).toBeUndefined();
});
