// Manifest lines: what is answered, by which conventions, and what is refused.
import { expect, test } from "vitest";
import { answerLine } from "../../src/checkers/manifest.ts";

const REGISTER = { name: "case", checker: "linearizable", model: "register" };
const answer = (line: object) => answerLine(JSON.stringify(line), "cases.jsonl:3");

test("a case is answered with its name, its verdict and the kinds of its anomalies", async () => {
  const history = [
    { process: 0, type: "invoke", f: "read", value: null },
    { process: 0, type: "ok", f: "read", value: 1 },
  ];
  expect(await answer({ ...REGISTER, history })).toMatchObject({
    name: "case",
    valid: false,
    anomalies: ["non-linearizable"],
    ms: expect.any(Number) as number,
  });
});

test("an empty history is linearizable as such", async () => {
  expect(await answer({ ...REGISTER, history: [] })).toMatchObject({ valid: true, anomalies: [] });
});

test("a remark of an idle process is left out, and info ends whatever is open", async () => {
  const history = [
    { process: 5, type: "info", f: "crash" },
    { process: 0, type: "invoke", f: "write", value: 4 },
    { process: 0, type: "info", f: "crash" },
    { process: 1, type: "invoke", f: "read" },
    { process: 1, type: "ok", f: "read", value: 4 },
  ];
  expect(await answer({ ...REGISTER, history })).toMatchObject({ valid: true });
});

test("a null read says nothing where null was never held, unless asked to count", async () => {
  const history = [
    { process: 1, type: "invoke", f: "read" },
    { process: 1, type: "ok", f: "read", value: null },
  ];
  const options = { initial: 0 };
  expect(await answer({ ...REGISTER, options, history })).toMatchObject({ valid: true });
  const strict = { ...options, nullReads: "value" };
  expect(await answer({ ...REGISTER, options: strict, history })).toMatchObject({ valid: false });
});

test.each([
  ["no JSON", "{", /^cases\.jsonl:3: /],
  ["no history", JSON.stringify(REGISTER), /cases\.jsonl:3: case: "history" is no list/],
  [
    "a bad event",
    JSON.stringify({ ...REGISTER, history: [{ process: 0, f: "read" }] }),
    /event 0 .* has no "type"/,
  ],
  [
    "an unknown checker",
    JSON.stringify({ ...REGISTER, checker: "linearisable", history: [] }),
    /cases\.jsonl:3: there is no checker/,
  ],
])("a line with %s is refused with its place", async (_, line, message) => {
  await expect(answerLine(line, "cases.jsonl:3")).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(message) as string,
  });
});
