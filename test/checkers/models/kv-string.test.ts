// The store of strings: texts are equal however they came about.
import { expect, test } from "vitest";
import { inTurn, judged } from "./judged.ts";

test("a text may be put together in many ways", async () => {
  const history = inTurn(
    [1, "put", "ab", null],
    [1, "append", "c", null],
    [2, "get", null, "abc"],
    [1, "put", "a", null],
    [1, "append", "bc", null],
    [2, "get", null, "abc"],
  );
  expect(await judged("kv-string", history)).toBe(true);
});

test("an append is lost, and the text is told", async () => {
  const history = inTurn([1, "put", "ab", null], [1, "append", "c", null], [2, "get", null, "ab"]);
  expect(await judged("kv-string", history)).toMatchObject({
    ops: [0, 2, 4],
    lastState: 'the value is "abc"',
  });
});

test("a put makes forget what nobody read", async () => {
  const history = inTurn([1, "append", "zzz", null], [1, "put", "", null], [2, "get", null, ""]);
  expect(await judged("kv-string", history)).toBe(true);
});

test("the longest text read so far is no beginning of another", async () => {
  const history = inTurn(
    [1, "put", "xy", null],
    [2, "get", null, "xy"],
    [1, "put", "a", null],
    [2, "get", null, "a"],
    [1, "put", "xyz", null],
    [2, "get", null, "xyz"],
    [2, "get", null, "xy"],
  );
  expect(await judged("kv-string", history)).toMatchObject({ lastState: 'the value is "xyz"' });
});
