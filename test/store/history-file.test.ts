// Reading history.jsonl: what is filled in, what is tolerated, and errors with file and line.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { historyHeader, readHistoryFile } from "../../src/store/history-file.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, name = "history.jsonl"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const INVOKE = '{"index":0,"time":5,"process":0,"type":"invoke","f":"read","key":"k","value":null}';
const OK = '{"index":1,"time":9,"process":0,"type":"ok","f":"read","key":"k","value":"ü"}';

test("header and events come back as they were written", async () => {
  const path = file(`${historyHeader("r1", "register")}\n${INVOKE}\n${OK}\n`);
  const { history, header } = await readHistoryFile(path);
  expect(header).toEqual({ run: "r1", workload: "register" });
  expect([...history].map((event) => JSON.stringify(event))).toHaveLength(2);
  expect([...history][1]).toEqual(JSON.parse(OK));
  expect(history.problems).toEqual([]);
});

test("the header, times and indices may be missing, and an error may be text", async () => {
  const path = file(
    '{"process":0,"type":"invoke","f":"cas","value":[1,2]}\n{"process":0,"type":"fail","f":"cas","value":[1,2],"error":"precondition"}',
  );
  const { history, header } = await readHistoryFile(path);
  expect(header).toBeNull();
  const [, second] = [...history];
  expect(second).toMatchObject({
    index: 1,
    time: 1e6,
    error: { code: "precondition", message: "precondition" },
  });
});

test("a last line that was cut is left out", async () => {
  const { history } = await readHistoryFile(file(`${INVOKE}\n${OK.slice(0, 40)}`));
  expect(history.length).toBe(1);
});

test.each([
  [
    "a line that is cut in the middle of the file",
    `${INVOKE.slice(0, 40)}\n${OK}\n`,
    /history\.jsonl:1: no JSON/,
  ],
  [
    "an event without a type",
    `${INVOKE}\n{"process":0,"f":"read"}\n`,
    /history\.jsonl:2: the event has no "type"/,
  ],
  ["an event without a process", '{"type":"ok","f":"read"}\n', /:1: the event has no "process"/],
  ["a line that is no object", `${INVOKE}\n\n17\n`, /:3: the event is no object/],
  [
    "another format",
    '{"format":"faultline-history","version":2}\n',
    /:1: this is "faultline-history" version 2/,
  ],
])("%s is an error with its place", async (_, text, message) => {
  await expect(readHistoryFile(file(text))).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(message) as string,
  });
});

test("a file that is not there is a usage error", async () => {
  await expect(readHistoryFile(join(folder, "none.jsonl"))).rejects.toMatchObject({
    code: "usage",
  });
});

test("lines longer than what is read at once are put together", async () => {
  const long = "x".repeat(3_000_000);
  const { history } = await readHistoryFile(
    file(`${INVOKE}\n${JSON.stringify({ ...(JSON.parse(OK) as object), value: long })}\n`),
  );
  expect([...history][1]?.value).toBe(long);
});
