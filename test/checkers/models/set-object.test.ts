// The sets: what was added is there until it is removed.
import { expect, test } from "vitest";
import { inTurn, judged } from "./judged.ts";

test.each(["set", "g-set"])("%s: an element is lost", async (model) => {
  const history = inTurn([1, "add", 1, 1], [1, "add", 2, 2], [2, "read", null, [2]]);
  expect(await judged(model, history)).toMatchObject({
    lastState: expect.stringMatching(/^the set is/) as string,
  });
});

test.each(["set", "g-set"])("%s: an element that nobody added", async (model) => {
  expect(await judged(model, inTurn([2, "read", null, [3]]))).toMatchObject({ ops: [0] });
});

test("a removed element comes back", async () => {
  const removed = inTurn([1, "add", 1, 1], [1, "remove", 1, 1]);
  expect(await judged("set", [...removed, ...inTurn([2, "read", null, []])])).toBe(true);
  expect(await judged("set", [...removed, ...inTurn([2, "read", null, [1]])])).not.toBe(true);
  expect(await judged("set", [...removed, ...inTurn([2, "contains", 1, [1, true]])])).not.toBe(
    true,
  );
});

test("an operation tells what it found", async () => {
  const added = inTurn([1, "add", 1, [1, true]]);
  expect(await judged("set", [...added, ...inTurn([1, "add", 1, [1, false]])])).toBe(true);
  expect(await judged("set", [...added, ...inTurn([1, "add", 1, [1, true]])])).not.toBe(true);
  expect(await judged("set", [...added, ...inTurn([1, "remove", 1, [1, false]])])).not.toBe(true);
});

test("g-set does not know how to remove", async () => {
  expect(await judged("g-set", inTurn([1, "remove", 1, 1]))).toBe("unknown");
});
