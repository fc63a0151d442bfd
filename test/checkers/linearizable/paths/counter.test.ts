// Counters whose adds tell nothing, by hand: totals that cannot be, and what is left undecided.
import { expect, test } from "vitest";
import { counterPath } from "../../../../src/checkers/linearizable/paths/counter.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

const add = (n: number): Lines => [
  [0, "invoke", "add", n],
  [0, "ok", "add", n],
];
const read = (total: unknown): Lines => [
  [0, "invoke", "read"],
  [0, "ok", "read", total],
];
const lost = (n: number): Lines => [
  [1, "invoke", "add", n],
  [1, "info", "add", n, { error: { code: "timeout", message: "late" } }],
];
const says = (...parts: readonly Lines[]): string => decided(counterPath, parts.flat(), 0);

test("equal adds are counted", () => {
  expect(says(add(2), read(2), add(2), read(4))).toBe("linearizable");
  expect(says(add(-1), read(-1), add(0), read(-1))).toBe("linearizable");
  expect(says(read(0))).toBe("linearizable");
  expect(decided(counterPath, [...add(1), ...read(6)], 5)).toBe("linearizable");
});

test("totals that no number of adds brings about", () => {
  const because = "which no number of the adds called by then brings about";
  expect(says(add(2), read(3))).toBe(`1: a read saw the total 3, ${because}`);
  expect(says(add(2), read(4), add(2))).toBe(`1: a read saw the total 4, ${because}`);
  expect(says(read(1))).toContain(because);
});

test("totals that adds, or another read, had left behind", () => {
  expect(says(add(1), add(1), read(1))).toBe(
    "0 1 2: a read saw the total 1, though more adds had been done before it was called",
  );
  expect(says(add(1), read(-1))).toContain("though more adds had been done");
  const open: Lines = [[1, "invoke", "add", 1]];
  expect(says(open, read(1), read(0))).toBe(
    "1 2: a read saw the total 0, though another had seen 1 before",
  );
  expect(says(open, read(1), add(1), read(1))).toBe(
    "1 2 3: a read saw the total 1, though another had seen 1 before and adds had been done since",
  );
});

test("a total that was passed while the read ran", () => {
  const open: Lines = [[1, "invoke", "read"]];
  expect(says(open, add(1), add(1), read(2), [[1, "ok", "read", 1]])).toBe("linearizable");
});

test("an add of unknown outcome serves once, after its call", () => {
  expect(says(lost(1), read(0), read(1), read(1))).toBe("linearizable");
  expect(says(lost(1), read(1), read(2))).toContain("2: ");
  expect(says(read(1), lost(1))).toContain("0: ");
});

test("adds that differ: too little, too much, or less than before", () => {
  expect(says(add(1), add(5), read(3))).toBe(
    "1 2: a read saw the total 3, less than had been added before it was called",
  );
  expect(says(add(1), add(2), read(4))).toBe(
    "2: a read saw the total 4, more than can have been added by then",
  );
  const open: Lines = [
    [1, "invoke", "add", 2],
    [2, "invoke", "add", 1],
  ];
  expect(says(open, read(2), read(1))).toBe(
    "2 3: a read saw the total 1, less than another had seen before",
  );
  expect(says(open, read(2), read(3))).toBe("undecided");
  expect(says(add(1), add(-2), read(-1))).toBe("undecided");
});
