// The list that grows at its end.
import { expect, test } from "vitest";
import { inTurn, judged } from "./judged.ts";

const two = inTurn([1, "append", "a", "a"], [1, "append", "b", "b"]);

test("elements in the wrong order", async () => {
  const history = [...two, ...inTurn([2, "read", null, ["b", "a"]])];
  expect(await judged("append-list", history)).toEqual({
    ops: [0, 2, 4],
    lastState: 'the list is ["a","b"]',
    because: expect.stringContaining('the list is ["a","b"]') as string,
  });
});

test("an element is lost, is there twice, or was never appended", async () => {
  for (const seen of [["a"], ["a", "b", "b"], ["a", "b", "c"], null])
    expect(await judged("append-list", [...two, ...inTurn([2, "read", null, seen])])).not.toBe(
      true,
    );
  expect(await judged("append-list", [...two, ...inTurn([2, "read", null, ["a", "b"]])])).toBe(
    true,
  );
});

test("what is in it at first comes first", async () => {
  const history = inTurn([1, "append", 2, 2], [1, "read", null, [1, 2]]);
  expect(await judged("append-list", history, [1])).toBe(true);
});
