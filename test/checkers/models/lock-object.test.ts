// The locks that know their owners: who may acquire and release, how often, and what tokens they give.
import { expect, test } from "vitest";
import { inTurn, judged, LOST } from "./judged.ts";

const ALL = ["owner-aware-mutex", "reentrant-mutex", "fenced-mutex", "reentrant-fenced-mutex"];
const ONCE = ["owner-aware-mutex", "fenced-mutex"];
const AGAIN = ["reentrant-mutex", "reentrant-fenced-mutex"];
const FENCED = ["fenced-mutex", "reentrant-fenced-mutex"];

test.each(ALL)("%s: two hold it at once", async (model) => {
  const history = inTurn([1, "acquire", null, 1], [2, "acquire", null, 2]);
  expect(await judged(model, history)).toMatchObject({ ops: [0, 2] });
});

test.each(ALL)("%s: somebody else releases it", async (model) => {
  const history = inTurn([1, "acquire", null, 1], [2, "release", null, null]);
  expect(await judged(model, history)).toMatchObject({ ops: [2] });
});

test.each(ALL)(
  "%s: it is handed on, and names of owners count more than processes",
  async (model) => {
    const history = inTurn(
      [1, "acquire", "a", 1],
      [2, "acquire", "b"],
      [2, "release", "b"],
      [2, "release", "a", null],
      [1, "acquire", "b", 2],
    );
    expect(await judged(model, history)).toBe(true);
  },
);

test.each(ONCE)("%s: its owner cannot acquire it again", async (model) => {
  expect(await judged(model, inTurn([1, "acquire", null, 1], [1, "acquire"]))).toBe(true);
  expect(
    await judged(model, inTurn([1, "acquire", null, null], [1, "acquire", null, null])),
  ).toMatchObject({ lastState: "the lock is held by 1" });
});

test.each(AGAIN)("%s: it is free after as many releases", async (model) => {
  const twice = inTurn(
    [1, "acquire", null, 7],
    [1, "acquire", null, 7],
    [1, "release", null, null],
  );
  expect(await judged(model, [...twice, ...inTurn([2, "acquire"])])).toBe(true);
  expect(await judged(model, [...twice, ...inTurn([2, "acquire", null, 8])])).not.toBe(true);
  const thrice = [...twice, ...inTurn([1, "release", null, null])];
  expect(await judged(model, [...thrice, ...inTurn([2, "acquire", null, 8])])).toBe(true);
  expect(await judged(model, [...thrice, ...inTurn([1, "release", null, null])])).not.toBe(true);
});

test.each(AGAIN)("%s: its owner was refused", async (model) => {
  expect(await judged(model, inTurn([1, "acquire", null, 1], [1, "acquire"]))).not.toBe(true);
});

test.each(FENCED)("%s: a token that is no greater than one before", async (model) => {
  const history = (second: unknown) =>
    inTurn([1, "acquire", null, 4], [1, "release", null, null], [2, "acquire", null, second]);
  expect(await judged(model, history(4))).toEqual({
    ops: [0, 2, 4],
    lastState: "the lock is free, the last token is 4",
    because: expect.stringContaining("the lock is free, the last token is 4") as string,
  });
  expect(await judged(model, history(3))).not.toBe(true);
  expect(await judged(model, history(9))).toBe(true);
  expect(await judged(model, history(null))).toBe(true);
});

test("reentrant-fenced-mutex: a second token for one hold", async () => {
  const history = inTurn([1, "acquire", null, 4], [1, "acquire", null, 5]);
  expect(await judged("reentrant-fenced-mutex", history)).not.toBe(true);
});

test.each(ALL)("%s: a lost acquire may hold it, or not", async (model) => {
  const lost = [
    [1, "invoke", "acquire"],
    [1, "info", "acquire", null, LOST],
  ] as const;
  expect(await judged(model, [...lost, ...inTurn([2, "acquire"])])).toBe(true);
  expect(await judged(model, [...lost, ...inTurn([2, "acquire", null, 1])])).toBe(true);
});

test.each(ALL)("%s: somebody holds it at first", async (model) => {
  expect(await judged(model, inTurn([1, "release", "a", null]), "a")).toBe(true);
  expect(await judged(model, inTurn([1, "acquire", "b", 1]), "a")).not.toBe(true);
});
