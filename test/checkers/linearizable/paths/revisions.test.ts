// Registers that tell revisions, by hand: what revisions and values show to be impossible, and what is left undecided.
import { expect, test } from "vitest";
import { revisionsPath } from "../../../../src/checkers/linearizable/paths/revisions.ts";
import type { Json } from "../../../../src/core/json.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

const op = (f: string, input: unknown, output: unknown): Lines => [
  [0, "invoke", f, input],
  [0, "ok", f, output],
];
const put = (value: number, revision: number | null): Lines => op("put", value, { revision });
const get = (value: number | null, revision: number): Lines => op("get", null, { value, revision });
const cas = (from: number, to: number, revision: number): Lines =>
  op("cas", [from, to], { revision });
const refused = (from: number, seen?: Json): Lines => [
  [0, "invoke", "cas", [from, 9]],
  [
    0,
    "fail",
    "cas",
    [from, 9],
    { error: { code: "precondition", message: "no", ...(seen === undefined ? {} : { seen }) } },
  ],
];
const lost = (process: number, f: string, input: unknown): Lines => [
  [process, "invoke", f, input],
  [process, "info", f, input, { error: { code: "timeout", message: "late" } }],
];
const says = (...parts: readonly Lines[]): string => decided(revisionsPath, parts.flat());

test("changes and who saw them, revisions with gaps, values that repeat", () => {
  expect(says(get(null, 0), put(1, 3), get(1, 3), put(1, 4), cas(1, 2, 7), get(2, 7))).toBe(
    "linearizable",
  );
  expect(says(put(1, 3), refused(5, { value: 1, revision: 3 }))).toBe("linearizable");
  expect(decided(revisionsPath, get(4, 2), { value: 4, revision: 2 })).toBe("linearizable");
});

test("revisions that go back in real time", () => {
  expect(says(put(1, 5), put(2, 4))).toBe(
    "0 1: revision 5 was told before an operation of revision 4 was called",
  );
  expect(says(put(1, 5), put(2, 6), get(1, 5))).toBe(
    "1 2: revision 6 was told before an operation of revision 5 was called",
  );
  expect(says(get(1, 5), put(1, 5))).toBe("0 1: revision 5 was seen before its change was called");
});

test("a revision told twice, of two values, or older than the object", () => {
  expect(says(put(1, 5), put(1, 5))).toBe("0 1: two changes have the revision 5");
  expect(says(put(1, 5), get(2, 5))).toBe(
    "0 1: two operations tell of revision 5, and not of the same value",
  );
  expect(says(get(1, 0))).toBe("0: two operations tell of revision 0, and not of the same value");
  expect(says(put(1, 0))).toBe("0: an operation told revision 0, when the object had 0 at first");
});

test("a cas must have found the value of the revision before", () => {
  expect(says(put(1, 5), cas(2, 3, 6))).toBe(
    "0 1: the cas of revision 6 found 2, but revision 5, the last before it, had 1",
  );
  expect(says(put(1, 5), lost(1, "put", 2), cas(2, 3, 7))).toBe("undecided");
});

test("a change of unknown outcome is known by the revision that others tell of it", () => {
  expect(says(lost(1, "put", 1), get(1, 5))).toBe("linearizable");
  expect(says(lost(1, "put", 1), put(2, 5), get(2, 5))).toBe("linearizable");
  expect(says(get(1, 5), lost(1, "put", 1))).toContain("0 1: revision 5 was seen before");
  expect(says(lost(1, "put", 1), get(1, 5), put(2, 6), get(1, 7))).toContain(
    "0 3: 1 was seen at revision 7, when nobody can have set it",
  );
  expect(says(lost(1, "put", 1), lost(2, "put", 1), get(1, 5), get(1, 6))).toBe("linearizable");
  expect(says(lost(1, "put", 1), get(1, 5), get(1, 6), lost(2, "put", 1))).toContain(
    "revision 6 was seen before",
  );
  expect(says(lost(1, "put", 1), lost(2, "cas", [1, 1]), get(1, 5))).toBe("undecided");
});

test("replies without a revision, and refusals that do not tell what was there, are left to the search", () => {
  expect(says(put(1, null))).toBe("undecided");
  expect(says(op("get", null, { value: null }))).toBe("undecided");
  expect(says(put(1, 5), refused(2))).toBe("undecided");
  expect(says(put(1, 5), refused(1, { value: 1, revision: 5 }))).toBe("undecided");
});
