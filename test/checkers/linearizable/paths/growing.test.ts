// Lists and totals that only grow, by hand: what levels show to be impossible, and what is left undecided.
import { expect, test } from "vitest";
import { appendListPath } from "../../../../src/checkers/linearizable/paths/append-list.ts";
import { fetchAndAddPath } from "../../../../src/checkers/linearizable/paths/fetch-and-add.ts";
import { firstInversion } from "../../../../src/checkers/linearizable/paths/levels.ts";
import type { LinearPath } from "../../../../src/checkers/linearizable/paths/path.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

const op = (f: string, input: unknown, output: unknown): Lines => [
  [0, "invoke", f, input],
  [0, "ok", f, output],
];
const lost = (process: number, f: string, input: unknown): Lines => [
  [process, "invoke", f, input],
  [process, "info", f, input, { error: { code: "timeout", message: "late" } }],
];
const append = (value: number): Lines => op("append", value, value);
const read = (...list: number[]): Lines => op("read", null, list);
const says =
  (path: LinearPath) =>
  (...parts: readonly Lines[]): string =>
    decided(path, parts.flat());
const list = says(appendListPath);
const total = says(fetchAndAddPath);

test("an inversion is an operation that returned before one of a lower level was called", () => {
  const level = Int32Array.of(0, 2, -1, 1);
  const call = Int32Array.of(0, 2, 4, 6);
  expect(firstInversion(level, 3, call, Int32Array.of(1, 7, 5, 8))).toBeNull();
  expect(firstInversion(level, 3, call, Int32Array.of(1, 3, 5, 8))).toEqual({ low: 3, high: 1 });
});

test("a list that grows as it is read", () => {
  expect(list(read(), append(1), read(1), append(2), read(1, 2))).toBe("linearizable");
  expect(list(lost(1, "append", 1), read())).toBe("linearizable");
  expect(list(lost(1, "append", 1), read(1))).toBe("linearizable");
});

test("a list read too early, too short, out of order, with strangers or repeats", () => {
  expect(list(read(1), append(1))).toBe("0 1: a read saw 1 before its append was called");
  expect(list(append(1), read())).toBe(
    "0 1: a read did not see 1, which had been appended before it was called",
  );
  expect(list(append(1), append(2), read(2, 1))).toBe(
    "0 1 2: a read saw 2 before 1, which had been appended before 2's append was called",
  );
  expect(list(append(1), read(1, 7))).toBe("1: a read saw 7, which nobody can have appended");
  expect(list(append(1), read(1, 1))).toBe("0 1: a read saw 1 twice, which was put in once");
});

test("reads that differ in a place, or go back", () => {
  const open: Lines = [
    [1, "invoke", "append", 1],
    [2, "invoke", "append", 2],
  ];
  expect(list(open, read(1), read(2))).toBe("0 1 2 3: two reads differ in place 1: 1 and 2");
  expect(list(open, read(1), read())).toBe(
    "0 2 3: a read did not see 1, which another read had seen before it was called",
  );
});

test("a list that starts with something; elements appended twice", () => {
  expect(decided(appendListPath, read(), [5])).toContain("what was there at first");
  expect(decided(appendListPath, [...append(1), ...read(5, 1)], [5])).toBe("linearizable");
  expect(list(append(1), append(1))).toBe("undecided");
});

test("totals that go up step by step", () => {
  expect(total(op("add", 2, 0), op("read", null, 2), op("add", 1, 2))).toBe("linearizable");
  expect(total(op("add", 2, 0), op("add", 2, 0))).toBe(
    "0 1: an operation found the total 0, but an add of 2 found 0",
  );
  expect(total(op("add", 2, 0), op("read", null, 1))).toBe(
    "0 1: an operation found the total 1, but an add of 2 found 0",
  );
  expect(total(op("add", 1, 0), op("read", null, 0))).toBe(
    "0 1: the totals found went back: a later operation found a smaller one",
  );
});

test("adds of unknown outcome fill gaps, if called in time", () => {
  const gap = op("add", 1, 1);
  expect(total(gap)).toContain("which no adds bring about");
  expect(total(lost(1, "add", 1), gap)).toBe("linearizable");
  expect(total(gap, lost(1, "add", 1))).toBe(
    "0 1: adds of unknown outcome must have brought about a total that was found before enough of them were called",
  );
  expect(total(lost(1, "add", 2), gap)).toContain("which no adds bring about");
  expect(total(lost(1, "add", 2), lost(2, "add", 1), gap)).toBe("undecided");
  expect(total(op("add", -1, 0))).toBe("undecided");
});
