// The reasons that sentences about registers give: only what is true of the whole history.
import { expect, test } from "vitest";
import { registerReason } from "../../../../src/checkers/linearizable/witness/register-reason.ts";
import type { Operation } from "../../../../src/core/op.ts";
import { historyOf } from "../../events.ts";

const LOST = { error: { code: "timeout", message: "no answer" } };

/** The reason why the last operation cannot have seen what it saw. */
function reasonOf(lines: Parameters<typeof historyOf>[0]): string | undefined {
  const ops = historyOf(lines).operations();
  return registerReason("cas-register", null, ops, ops.at(-1) as Operation)?.text;
}

test("a value read before this one was written is no reason", () => {
  expect(
    reasonOf([
      [0, "invoke", "write", 1],
      [0, "ok", "write", 1],
      [1, "invoke", "read"],
      [1, "ok", "read", 1],
      [2, "invoke", "write", 2],
      [1, "invoke", "read"],
      [1, "ok", "read", 2],
    ]),
  ).toBeUndefined();
});

test("a value read after this one had been written is", () => {
  expect(
    reasonOf([
      [3, "invoke", "write", 2],
      [0, "invoke", "write", 1],
      [0, "ok", "write", 1],
      [1, "invoke", "read"],
      [1, "ok", "read", 2],
      [1, "invoke", "read"],
      [1, "ok", "read", 1],
    ]),
  ).toBe("process 1 had already read 2 at 4.00 s, and nobody set it back");
});

test("seeing what was there at first does not show that a lost write of it is done", () => {
  expect(
    reasonOf([
      [9, "invoke", "write", null],
      [9, "info", "write", null, LOST],
      [1, "invoke", "read"],
      [1, "ok", "read", null],
      [0, "invoke", "write", 5],
      [0, "ok", "write", 5],
      [1, "invoke", "read"],
      [1, "ok", "read", null],
    ]),
  ).toBeUndefined();
});

test("a value with very many writers is explained, too", () => {
  const writes = Array.from({ length: 130_000 }, (_, i) => i).flatMap(
    () =>
      [
        [0, "invoke", "write", 1],
        [0, "ok", "write", 1],
      ] as const,
  );
  expect(
    reasonOf([
      ...writes,
      [0, "invoke", "write", 2],
      [0, "ok", "write", 2],
      [1, "invoke", "read"],
      [1, "ok", "read", 1],
    ]),
  ).toMatch(/^1 had been overwritten by 2/);
});

test("of several writes that would do, the reason names the one of the proof", () => {
  const ops = historyOf([
    [0, "invoke", "write", 1],
    [0, "ok", "write", 1],
    [0, "invoke", "write", 2],
    [0, "ok", "write", 2],
    [0, "invoke", "write", 3],
    [0, "ok", "write", 3],
    [1, "invoke", "read"],
    [1, "ok", "read", 1],
  ]).operations();
  const [, second, , culprit] = ops as readonly [Operation, Operation, Operation, Operation];
  const reason = (proof: ReadonlySet<number>) =>
    registerReason("register", null, ops, culprit, proof)?.text;
  expect(reason(new Set())).toMatch(/^1 had been overwritten by 3 at /);
  expect(reason(new Set([second.index]))).toMatch(/^1 had been overwritten by 2 at /);
});
