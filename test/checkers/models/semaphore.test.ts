// The semaphore: no more permits than there are.
import { expect, test } from "vitest";
import { inTurn, judged } from "./judged.ts";

test("more are taken than there are", async () => {
  const history = inTurn([1, "acquire", 2, 2], [2, "acquire", null, null]);
  expect(await judged("semaphore", history, 3)).toBe(true);
  expect(await judged("semaphore", history, 2)).toEqual({
    ops: [0, 2],
    lastState: "0 of 2 permits are free",
    because: expect.stringContaining("0 of 2 permits are free") as string,
  });
});

test("more are released than were taken", async () => {
  const history = inTurn([1, "acquire", 1, 1], [2, "release", 2, 2]);
  expect(await judged("semaphore", history, 3)).toMatchObject({ ops: [0, 2] });
});

test("those refused found fewer", async () => {
  expect(await judged("semaphore", inTurn([1, "acquire", 2, 2], [2, "acquire", 2]), 3)).toBe(true);
  expect(await judged("semaphore", inTurn([1, "acquire", 2, 2], [2, "acquire", 1]), 3)).not.toBe(
    true,
  );
  expect(await judged("semaphore", inTurn([1, "release", 1]), 3)).toBe(true);
});

test("a number of permits that is none is an error", async () => {
  await expect(judged("semaphore", inTurn([1, "acquire", -1, null]))).rejects.toThrow(
    "a number of permits cannot be -1",
  );
});
