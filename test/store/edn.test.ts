// Reading Jepsen's history.edn.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { EdnReader } from "../../src/store/edn.ts";
import { readHistoryFile } from "../../src/store/history-file.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-edn-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, "history.edn");
  writeFileSync(path, text);
  return [...(await readHistoryFile(path)).history];
}

const valueOf = (text: string): unknown => [...new EdnReader(text).forms()][0]?.value;

test.each([
  ["nil", null],
  [":a/b", "a/b"],
  ["-12", -12],
  ["3N", 3],
  ["1.5e3", 1500],
  ["1/4", 0.25],
  [String.raw`"a\"\né"`, 'a"\né'],
  [String.raw`\newline`, "\n"],
  ["#{1 2}", [1, 2]],
  ['{:a 1, "b" [nil true]} ; done', { a: 1, b: [null, true] }],
  ['#inst "2020-01-01"', "2020-01-01"],
  ["#_ignored 7", 7],
  ["[##Inf 7]", "Inf"],
])("%s is read", (text, value) => {
  expect(valueOf(text)).toEqual(value);
});

const OPS = `{:process 0, :type :invoke, :f :read, :value nil, :time 5}
{:process :nemesis, :type :info, :f :start, :value nil}
{:process 0, :type :ok, :f :read, :value 3, :time 9}`;

test("maps one after the other, a vector of them and records are one history", async () => {
  const plain = await read(OPS);
  expect(plain).toMatchObject([
    { process: 0, type: "invoke", f: "read", value: null, time: 5 },
    { process: "nemesis", type: "info", f: "start" },
    { process: 0, type: "ok", f: "read", value: 3, time: 9 },
  ]);
  expect(await read(`[${OPS}]`)).toEqual(plain);
  expect(await read(OPS.replaceAll("{", "#jepsen.history.Op{"))).toEqual(plain);
});

test("tuples of independent keys become keys, and pairs of a cas do not", async () => {
  const keyed = await read(`{:process 0 :type :invoke :f :cas :value [7 [1 2]]}
    {:process 0 :type :fail :f :cas :value [7 [1 2]] :error [:precondition "no"]}`);
  expect(keyed).toMatchObject([
    { key: 7, value: [1, 2] },
    { key: 7, value: [1, 2], error: { code: "precondition" } },
  ]);
  const [alone] = await read("{:process 0 :type :invoke :f :cas :value [1 2]}");
  expect(alone).toMatchObject({ value: [1, 2] });
  expect(alone).not.toHaveProperty("key");
});

test.each([
  ["{:process 0\n :type :invoke\n :f", /history\.edn:1: no EDN: the end of the file/],
  [
    "{:process 0 :type :invoke :f :read}\n{:process 0 :type :okay :f :read}",
    /history\.edn:2: the operation has no "type"/,
  ],
  ["}", /history\.edn:1: no EDN: } closes nothing/],
  ['{:process 0 :f "read}', /history\.edn:1: no EDN: a string has no end/],
  ["\n{:a}", /history\.edn:2: no EDN: a map has a key without a value/],
])("%s is an error with its place", async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(message) as string,
  });
});
