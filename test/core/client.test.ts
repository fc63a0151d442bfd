// Clients made of handlers: dispatch, and the rule that what a handler throws is never a guess.
import { expect, test } from "vitest";
import { clientOf } from "../../src/core/client.ts";
import { fail, info, ok, preconditionFailed } from "../../src/core/op.ts";
import type { RegisterSpec } from "../../src/core/specs/register.ts";

const never = new AbortController().signal;
const read = { f: "read", key: 1, value: null };

test("an operation goes to its handler with request and signal", async () => {
  const seen: unknown[] = [];
  const client = clientOf<RegisterSpec>({
    read: (request, signal) => {
      seen.push(request, signal);
      return Promise.resolve(ok(7));
    },
  });
  expect(await client.invoke(read, never)).toEqual({ type: "ok", value: 7 });
  expect(seen).toEqual([read, never]);
});

test("a client offers the operations it has handlers for, `close` is none of them", () => {
  const client = clientOf<RegisterSpec>({
    read: () => Promise.resolve(ok(null)),
    close: () => Promise.resolve(),
  });
  expect([...client.offers]).toEqual(["read"]);
});

test("an operation without a handler certainly did not happen", async () => {
  const client = clientOf<RegisterSpec>({});
  expect(await client.invoke(read, never)).toMatchObject({
    type: "fail",
    error: { code: "not-supported" },
  });
  expect(await client.invoke({ f: "close", value: null }, never)).toMatchObject({ type: "fail" });
  expect(await client.invoke({ f: "toString", value: null }, never)).toMatchObject({
    type: "fail",
  });
});

test.each([
  ["rejects", () => Promise.reject(new Error("socket hang up"))],
  [
    "throws",
    () => {
      throw new Error("socket hang up");
    },
  ],
])("a handler that %s leaves the outcome open", async (_, handler) => {
  const client = clientOf<RegisterSpec>({ read: handler });
  expect(await client.invoke(read, never)).toEqual(info("exception", "socket hang up"));
});

test("a handler that fails after the deadline is a time-out", async () => {
  const client = clientOf<RegisterSpec>({ read: () => Promise.reject(new Error("aborted")) });
  expect(await client.invoke(read, AbortSignal.abort())).toMatchObject({
    type: "info",
    error: { code: "timeout" },
  });
});

test("disposing closes, and is fine without anything to close", async () => {
  let closed = 0;
  const close = (): Promise<void> => {
    closed++;
    return Promise.resolve();
  };
  await clientOf<RegisterSpec>({ close })[Symbol.asyncDispose]();
  await clientOf<RegisterSpec>({})[Symbol.asyncDispose]();
  expect(closed).toBe(1);
});

test("outcomes: a value seen is kept only where there was one, null included", () => {
  expect(fail("refused")).toEqual({ type: "fail", error: { code: "refused", message: "refused" } });
  expect(preconditionFailed("was 3", 3).error).toEqual({
    code: "precondition",
    message: "was 3",
    seen: 3,
  });
  expect(preconditionFailed("was empty", null).error).toHaveProperty("seen", null);
  expect(preconditionFailed("unknown").error).not.toHaveProperty("seen");
});
