// The register that tells revisions: what revisions can be told of a value, and what without them.
import { expect, test } from "vitest";
import { inTurn, judged, LOST, REFUSED } from "./judged.ts";

const MODEL = "revisioned-register";
const at = (revision: number | null) => ({ revision });
const holds = (value: unknown, revision: number | null) => ({ value, revision });

test("revisions grow with each change, and a value keeps its own", async () => {
  const good = inTurn(
    [1, "read", null, holds(null, 0)],
    [1, "write", 1, at(3)],
    [2, "cas", [1, 2], at(7)],
    [2, "read", null, holds(2, 7)],
  );
  expect(await judged(MODEL, good)).toBe(true);
  const reread = inTurn([1, "write", 1, at(3)], [2, "read", null, holds(1, 4)]);
  expect(await judged(MODEL, reread)).toMatchObject({
    lastState: "the register holds 1, set at revision 3",
  });
  expect(await judged(MODEL, inTurn([1, "write", 1, at(3)], [2, "write", 2, at(2)]))).not.toBe(
    true,
  );
});

test("a revision that was not told can be told later, and is the same from then on", async () => {
  const untold = inTurn([1, "write", 1, at(3)], [1, "write", 2, at(null)]);
  const read = (revision: number) => inTurn([2, "read", null, holds(2, revision)]);
  expect(await judged(MODEL, [...untold, ...read(5), ...read(5)])).toBe(true);
  expect(await judged(MODEL, [...untold, ...read(3)])).toMatchObject({
    lastState: "the register holds 2, set after revision 3",
  });
  expect(await judged(MODEL, [...untold, ...read(5), ...read(6)])).not.toBe(true);
});

test("a lost write has the revision that somebody sees, if any", async () => {
  const lost = [
    [1, "invoke", "write", 1],
    [1, "info", "write", 1, LOST],
  ] as const;
  const saw = (value: unknown, revision: number) =>
    judged(MODEL, [...lost, ...inTurn([2, "read", null, holds(value, revision)])]);
  expect(await saw(null, 0)).toBe(true);
  expect(await saw(1, 9)).toBe(true);
  expect(await saw(1, 0)).not.toBe(true);
});

test("a refused cas found another value, perhaps told with its revision", async () => {
  const refused = (seen: object) =>
    judged(MODEL, [
      ...inTurn([1, "write", 1, at(3)]),
      [2, "invoke", "cas", [2, 5]],
      [2, "fail", "cas", [2, 5], { error: { ...REFUSED.error, ...seen } }],
    ]);
  expect(await refused({})).toBe(true);
  expect(await refused({ seen: holds(1, 3) })).toBe(true);
  expect(await refused({ seen: holds(1, 2) })).not.toBe(true);
  expect(await refused({ seen: holds(2, 3) })).not.toBe(true);
});

test("what is no such reply is an error", async () => {
  await expect(judged(MODEL, inTurn([1, "read", null, 7]))).rejects.toThrow("{ value, revision }");
});
