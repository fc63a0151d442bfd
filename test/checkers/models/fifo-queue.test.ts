// The queues: the oldest first, or any.
import { expect, test } from "vitest";
import { inTurn, judged, LOST } from "./judged.ts";

const two = inTurn([1, "enqueue", "a", "a"], [1, "enqueue", "b", "b"]);

test("the newer comes out before the older", async () => {
  const history = [...two, ...inTurn([2, "dequeue", null, "b"])];
  expect(await judged("unordered-queue", history)).toBe(true);
  expect(await judged("fifo-queue", history)).toEqual({
    ops: [0, 2, 4],
    lastState: 'the queue holds "a", "b" (head first)',
    because: expect.stringContaining("(head first)") as string,
  });
});

test.each(["fifo-queue", "unordered-queue"])("%s: one element comes out twice", async (model) => {
  const history = [...two, ...inTurn([2, "dequeue", null, "a"], [2, "dequeue", null, "a"])];
  expect(await judged(model, history)).not.toBe(true);
});

test.each(["fifo-queue", "unordered-queue"])("%s: an element is lost", async (model) => {
  const dequeue = inTurn([2, "dequeue", null, "a"]);
  const empty = inTurn([2, "dequeue", null, null]);
  const lost = [
    [3, "invoke", "dequeue"],
    [3, "info", "dequeue", null, LOST],
  ] as const;
  expect(await judged(model, [...two, ...dequeue, ...empty])).not.toBe(true);
  expect(await judged(model, [...two, ...dequeue, ...lost, ...empty])).toBe(true);
});

test.each(["fifo-queue", "unordered-queue"])("%s: what is in it at first", async (model) => {
  const history = inTurn([1, "dequeue", null, 1], [1, "dequeue", null, 2], [1, "dequeue"]);
  expect(await judged(model, history, [1, 2])).toBe(true);
});
