// Broken invariants are bugs of Faultline, said as such.
import { expect, test } from "vitest";
import { assert, elementAt, unreachable } from "../../src/core/assert.ts";

const internal = (text: string): unknown =>
  expect.objectContaining({ code: "internal", message: expect.stringContaining(text) as string });

test("an assertion that does not hold is an internal error that says which", () => {
  expect(() => {
    assert(false, "the sky is up");
  }).toThrow(internal("the sky is up"));
  assert(true, "the sky is up");
});

test.each([-1, 2, NaN, Infinity])("there is no element at %d of two", (index) => {
  expect(() => elementAt(["a", "b"], index)).toThrow(internal("of 2"));
});

test("an element that is undefined is there", () => {
  expect(elementAt<string | undefined>([undefined], 0)).toBeUndefined();
  expect(elementAt(new Float64Array([7]), 0)).toBe(7);
});

test("a case that types say cannot be is an internal error with its value", () => {
  expect(() => {
    unreachable({ type: "new" } as never);
  }).toThrow(internal('{"type":"new"}'));
});
