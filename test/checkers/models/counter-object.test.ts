// The counters: every add counts once.
import { expect, test } from "vitest";
import { inTurn, judged, LOST } from "./judged.ts";

test.each([
  ["counter", "the total is 3"], // the one add is too much by itself
  ["fetch-and-add", "the total is 5"],
])("%s: an add is lost", async (model, lastState) => {
  const history = inTurn([1, "add", 2, null], [1, "add", 3, null], [2, "read", null, 2]);
  expect(await judged(model, history)).toMatchObject({ lastState });
});

test.each(["counter", "fetch-and-add"])(
  "%s: big numbers and small ones are exact",
  async (model) => {
    const big = 2 ** 52 + 1;
    const history = (total: number) =>
      inTurn([1, "add", big, null], [1, "add", -7, null], [2, "read", null, total]);
    expect(await judged(model, history(big - 7))).toBe(true);
    expect(await judged(model, history(big - 8))).not.toBe(true);
    expect(await judged(model, inTurn([1, "add", -5, null], [2, "read", null, -5]))).toBe(true);
  },
);

test.each(["counter", "fetch-and-add"])(
  "%s: a lost add counts once, or not at all",
  async (model) => {
    const lost = [
      [1, "invoke", "add", 4],
      [1, "info", "add", 4, LOST],
    ] as const;
    for (const [total, valid] of [
      [0, true],
      [4, true],
      [8, false],
    ] as const)
      expect((await judged(model, [...lost, ...inTurn([2, "read", null, total])])) === true).toBe(
        valid,
      );
  },
);

test("two adds get one ticket", async () => {
  const history = inTurn([1, "add", 1, 0], [2, "add", 1, 0]);
  expect(await judged("fetch-and-add", history)).toMatchObject({ ops: [0, 2] });
  expect(await judged("counter", history)).toBe(true);
});

test("a read that is no number is none that can be; an add of none is an error", async () => {
  expect(await judged("counter", inTurn([2, "read", null, "7"]))).toMatchObject({ ops: [0] });
  await expect(judged("counter", inTurn([1, "add", 0.5, null]))).rejects.toThrow("whole numbers");
});
