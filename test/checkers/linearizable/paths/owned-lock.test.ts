// Locks with owners, by hand: holds that overlap, tokens that fall, answers that cannot be, and what is left undecided.
import { expect, test } from "vitest";
import type { LinearPath } from "../../../../src/checkers/linearizable/paths/path.ts";
import { pathFor } from "../../../../src/checkers/linearizable/paths/paths.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

const acquire = (process: number, token: number | null = null): Lines => [
  [process, "invoke", "acquire"],
  [process, "ok", "acquire", token],
];
const release = (process: number): Lines => [
  [process, "invoke", "release"],
  [process, "ok", "release"],
];
const refused = (process: number, f: string): Lines => [
  [process, "invoke", f],
  [process, "fail", f, null, { error: { code: "precondition", message: "no" } }],
];
const lost = (process: number, f: string): Lines => [
  [process, "invoke", f],
  [process, "info", f, null, { error: { code: "timeout", message: "late" } }],
];
const says =
  (model: string) =>
  (...parts: readonly Lines[]): string =>
    decided(pathFor(model) as LinearPath, parts.flat());
const owned = says("owner-aware-mutex");
const fenced = says("fenced-mutex");

test("one after the other", () => {
  expect(owned(acquire(1), refused(2, "acquire"), release(1), acquire(2))).toBe("linearizable");
  expect(fenced(acquire(1, 3), release(1), acquire(2, 7), release(2))).toBe("linearizable");
});

test("two holds at once", () => {
  expect(owned(acquire(1), acquire(2), release(1))).toBe("0 1 2: two held the lock at once");
  expect(owned(acquire(1), lost(1, "release"), acquire(2))).toBe("linearizable");
  expect(owned(acquire(1), acquire(2))).toBe("0 1: two held the lock at once");
});

test("tokens must ascend, where they are told", () => {
  const falling = [acquire(1, 5), release(1), acquire(2), release(2), acquire(3, 4)];
  expect(fenced(...falling)).toBe("0 1 4: the fencing token 4 was given after 5");
  expect(owned(...falling)).toBe("linearizable");
  expect(fenced(acquire(1, 5), release(1), acquire(2, 5))).toContain("5 was given after 5");
});

test("released by another, refused to the owner, acquired twice", () => {
  expect(owned(acquire(1), release(2))).toBe("1: the lock was released by who did not hold it");
  expect(owned(acquire(1), release(1), release(1))).toBe(
    "0 1 2: the lock was released by who did not hold it",
  );
  expect(owned(acquire(1), refused(1, "release"))).toBe(
    "0 1: a release was refused to who held the lock",
  );
  expect(owned(refused(1, "release"))).toBe("linearizable");
  expect(owned(acquire(1), acquire(1))).toBe("0 1: the lock was acquired by who held it already");
  expect(says("reentrant-mutex")(acquire(1), acquire(1))).toBe("undecided");
});

test("an acquire refused while nobody can have held the lock", () => {
  const because = "an acquire was refused while nobody can have held the lock";
  expect(owned(refused(1, "acquire"))).toBe(`0: ${because}`);
  expect(owned(acquire(1), release(1), refused(2, "acquire"))).toBe(`2: ${because}`);
  expect(owned(acquire(1), lost(1, "release"), refused(2, "acquire"))).toBe("linearizable");
  expect(owned(lost(1, "acquire"), refused(2, "acquire"))).toBe("undecided");
  const open: Lines = [[1, "invoke", "acquire"]];
  const done: Lines = [[1, "ok", "acquire"]];
  expect(owned(open, refused(2, "acquire"), done)).toBe("linearizable");
});
