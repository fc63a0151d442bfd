// Sets whose elements are added once, by hand: each way in which a history can be wrong, and what is left undecided.
import { expect, test } from "vitest";
import { setPath } from "../../../../src/checkers/linearizable/paths/set.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

/** One operation of process 0. */
const op = (f: string, input: unknown, output: unknown): Lines => [
  [0, "invoke", f, input],
  [0, "ok", f, output],
];
const add = op("add", 1, [1, true]);
const remove = op("remove", 1, [1, true]);
const found = op("contains", 1, [1, true]);
const missed = op("contains", 1, [1, false]);
const lost = (f: string): Lines => [
  [9, "invoke", f, 1],
  [9, "info", f, 1, { error: { code: "timeout", message: "late" } }],
];
const because = (lines: Lines, initial: number[] = []): string => decided(setPath, lines, initial);

test("added, found, removed and missed", () => {
  expect(because([...missed, ...add, ...found, ...remove, ...missed])).toBe("linearizable");
});

test("there without an add, before it, after the removal, removed twice", () => {
  expect(because(found)).toBe("0: 1 was in the set, but nobody can have added it");
  expect(because(found, [1])).toBe("linearizable");
  expect(because([...found, ...add])).toBe("0 1: 1 was in the set before its add was called");
  expect(because([...add, ...remove, ...found])).toBe(
    "0 1 2: 1 was in the set after it had been removed",
  );
  const both: Lines = [
    [0, "invoke", "remove", 1],
    [1, "invoke", "remove", 1],
    [0, "ok", "remove", [1, true]],
    [1, "ok", "remove", [1, true]],
  ];
  expect(because([...add, ...both])).toBe("0 1 2: 1 was added once and removed twice");
});

test("missing while it was in", () => {
  expect(because([...add, ...missed])).toBe(
    "0 1: 1 was in the set and then missing, though nobody can have removed it",
  );
  expect(because([...add, ...lost("remove"), ...missed])).toBe("linearizable");
  expect(because([...add, ...lost("remove"), ...missed, ...found])).toBe(
    "0 1 2 3: 1 was missing from the set, though it was in it before and after and was added only once",
  );
});

test("a remove that does not tell what it found leaves the element missing", () => {
  const untold = op("remove", 1, 1);
  expect(because([...add, ...untold, ...missed])).toBe("linearizable");
  expect(because([...add, ...untold, ...found])).toContain("was missing from the set");
  // It came before the add, so it cannot be why the element is missing in the end.
  const open: Lines = [[1, "invoke", "add", 1], ...untold, [1, "ok", "add", [1, true]]];
  expect(because([...open, ...found, ...missed])).toContain("0 1 2 3: 1 was missing from the set");
});

test("an unknown add that nobody saw may not have happened; one that was seen did", () => {
  expect(because([...lost("add"), ...missed])).toBe("linearizable");
  expect(because([...lost("add"), ...found, ...missed])).toContain("nobody can have removed it");
});

test("whole reads of a set that grows form a chain", () => {
  const adds = [...op("add", 1, 1), ...op("add", 2, 2)];
  const read = (...elements: number[]): Lines => op("read", null, elements);
  expect(because([...read(), ...adds, ...read(2, 1)])).toBe("linearizable");
  expect(because([...adds, ...read(2)])).toBe(
    "0 2: a read did not see 1, which had been added before it was called",
  );
  expect(because([...read(1), ...adds])).toBe("0 1: a read saw 1 before its add was called");
  expect(because(read(3))).toBe("0: a read saw 3, which nobody can have added");
  expect(because(read(), [1])).toBe("0: a read did not see what was there at first, as it was");
});

test("reads that no chain holds, or that go back", () => {
  const open: Lines = [
    [1, "invoke", "add", 1],
    [2, "invoke", "add", 2],
  ];
  const read = (...elements: number[]): Lines => op("read", null, elements);
  expect(because([...open, ...read(1), ...read(2)])).toBe(
    "0 1 2 3: a read saw 2 without 1, another 1 without 2",
  );
  expect(because([...open, ...read(1), ...read()])).toBe(
    "0 2 3: a read did not see 1, which another read had seen before it was called",
  );
});

test("elements added twice, and whole reads of a set that shrinks, are left to the search", () => {
  expect(because([...add, ...add])).toBe("undecided");
  expect(because([...add, ...remove, ...op("read", null, [])])).toBe("undecided");
});
