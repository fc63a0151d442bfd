// The list of checkers by name.
import { expect, test } from "vitest";
import { checkerNames, checkerOf, modelNames } from "../../src/checkers/registry.ts";
import { checkContext } from "./check-context.ts";
import { historyOf } from "./events.ts";

const specOf = (checker: string) =>
  checker === "linearizable" ? { checker, model: "register" } : { checker };

test.each(checkerNames())("%s bears its name", (name) => {
  expect(checkerOf(specOf(name)).name).toBe(name);
});

test.each(checkerNames())("%s never calls an empty history valid", async (name) => {
  const verdict = await checkerOf(specOf(name)).check(historyOf([]), checkContext());
  expect(verdict).toMatchObject({ valid: "unknown", reason: "too-few-ops" });
});

test.each(modelNames())("the model %s can be checked with", (model) => {
  expect(checkerOf({ checker: "linearizable", model }).name).toBe("linearizable");
});

test.each([
  [{ checker: "linearizible", model: "register" }, "Did you mean linearizable?"],
  [{ checker: "linearizable", model: "mutx" }, "Did you mean mutex?"],
  [{ checker: "linearizable" }, "--model"],
])("a spec that names nothing is refused with a hint", (spec, hint) => {
  expect(() => checkerOf(spec)).toThrow(
    expect.objectContaining({ code: "usage", hint: expect.stringContaining(hint) as string }),
  );
});
