// The text that states of users' models are known by.
import { expect, test } from "vitest";
import { stateKey } from "../../../src/checkers/models/state-key.ts";

test("equal states have one key, different ones have not", () => {
  expect(stateKey({ a: 1, b: [2] }, "m")).toBe(stateKey({ b: [2], a: 1 }, "m"));
  const different = [
    null,
    0,
    "0",
    "null",
    [],
    {},
    [[]],
    [0],
    { a: null },
    NaN,
    Infinity,
    true,
    "true",
  ];
  expect(new Set(different.map((state) => stateKey(state, "m"))).size).toBe(different.length);
});

test("what it has read cannot be changed", () => {
  const state = { list: [1] };
  stateKey(state, "m");
  expect(() => state.list.push(2)).toThrow(TypeError);
});

test("what is no plain data is an error", () => {
  for (const state of [
    new Map(),
    new Set(),
    [new Date()],
    { a: undefined },
    Promise.resolve(1),
    () => 1,
  ])
    expect(() => stateKey(state, "m")).toThrow("a state of the model m is no plain data");
});
