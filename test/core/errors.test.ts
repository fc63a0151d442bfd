// The harness's one error type, and the exit code that each code ends with.
import { expect, test } from "vitest";
import {
  asHarnessError,
  type ErrorCode,
  EXIT,
  exitCodeOf,
  HarnessError,
  messageOf,
} from "../../src/core/errors.ts";

test.each<[ErrorCode, number]>([
  ["usage", 64],
  ["unsupported", 3],
  ["engine", 3],
  ["image", 3],
  ["node", 3],
  ["port", 3],
  ["storage", 3],
  ["leak", 3],
  ["unhealed", 3],
  ["timeout", 3],
  ["internal", 70],
])("an error with code %s ends with exit %i", (code, exit) => {
  expect(exitCodeOf(new HarnessError(code, "it happened"))).toBe(exit);
});

test("anything else that is thrown is a bug of Faultline", () => {
  expect(exitCodeOf(new TypeError("x is undefined"))).toBe(EXIT.internal);
  expect(exitCodeOf("thrown text")).toBe(EXIT.internal);
});

test("no two outcomes share an exit code", () => {
  const codes = Object.values(EXIT);
  expect(new Set(codes).size).toBe(codes.length);
});

test("an error keeps message, hint and cause; a missing hint is null", () => {
  const cause = new Error("ECONNREFUSED");
  const error = new HarnessError("engine", "no engine answers", { hint: "Start it.", cause });
  expect(error).toMatchObject({ message: "no engine answers", hint: "Start it.", cause });
  expect(new HarnessError("engine", "gone").hint).toBeNull();
  expect("cause" in new HarnessError("engine", "gone")).toBe(false);
});

test("wrapping keeps a harness error as it is and gives anything else the code asked for", () => {
  const own = new HarnessError("port", "taken");
  expect(asHarnessError(own, "storage")).toBe(own);
  const foreign = new Error("ENOSPC");
  const wrapped = asHarnessError(foreign, "storage");
  expect(wrapped).toMatchObject({ code: "storage", message: "ENOSPC", cause: foreign });
  expect(asHarnessError("text")).toMatchObject({ code: "internal", message: "text" });
});

test("the text of anything thrown", () => {
  expect(messageOf(new Error("a"))).toBe("a");
  expect(messageOf("b")).toBe("b");
  expect(messageOf(undefined)).toBe("undefined");
});
