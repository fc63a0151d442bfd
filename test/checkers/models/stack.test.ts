// The stack: the latest first.
import { expect, test } from "vitest";
import { inTurn, judged, LOST } from "./judged.ts";

test("the older comes out before the newer", async () => {
  const history = inTurn([1, "push", "a", "a"], [1, "push", "b", "b"], [2, "pop", null, "a"]);
  expect(await judged("stack", history)).toEqual({
    ops: [0, 2, 4],
    lastState: 'the stack holds "b", "a" (top first)',
    because: expect.stringContaining('the stack holds "b", "a" (top first)') as string,
  });
});

test("one element comes out twice, or it is called empty while it is not", async () => {
  const one = inTurn([1, "push", 1, 1]);
  expect(
    await judged("stack", [...one, ...inTurn([2, "pop", null, 1], [2, "pop", null, 1])]),
  ).not.toBe(true);
  expect(await judged("stack", [...one, ...inTurn([2, "pop", null, null])])).not.toBe(true);
  expect(await judged("stack", [...one, ...inTurn([2, "pop"])])).not.toBe(true);
});

test("what stands in it at first comes out from the top", async () => {
  const pops = inTurn([1, "pop", null, 2], [1, "pop", null, 1], [1, "pop", null, null]);
  expect(await judged("stack", pops, [1, 2])).toBe(true);
});

test("a lost pop may have taken what is missing", async () => {
  const lost = [
    [2, "invoke", "pop"],
    [2, "info", "pop", null, LOST],
  ] as const;
  const pushes = inTurn([1, "push", 1, 1], [1, "push", 2, 2]);
  expect(await judged("stack", [...pushes, ...lost, ...inTurn([1, "pop", null, 1])])).toBe(true);
  expect(await judged("stack", [...pushes, ...inTurn([1, "pop", null, 1])])).not.toBe(true);
});
