// Reading Jepsen's history.edn.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readHistoryFile } from "../../src/store/history-file.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-edn-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, "history.edn");
  writeFileSync(path, text);
  return [...(await readHistoryFile(path)).history];
}

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

const TAGGED = (value: string): string =>
  `{:process 0 :type :invoke :f :read :value ${value}}
   {:process 0 :type :ok :f :read :value [1 2]}`;

test.each([
  "#jepsen.independent.Tuple{:key 7, :value nil}",
  "#jepsen.independent/Tuple [7 nil]",
  "#jepsen.independent/tuple [7 nil]",
])("a tuple with a tag is one, and pairs beside it are none: %s", async (tuple) => {
  const [call, completion] = await read(TAGGED(tuple));
  expect(call).toMatchObject({ key: 7, value: null });
  expect(completion).toMatchObject({ value: [1, 2] });
  expect(completion).not.toHaveProperty("key");
});

test("a late call without a pair shows that no pair was a tuple", async () => {
  const events = await read(`{:process 0 :type :invoke :f :write :value ["x" 1]}
    {:process 0 :type :info :f :write :value ["x" 1] :error :timeout}
    {:process :nemesis :type :info :f :kill :value ["n1" "n2"]}
    {:process 1 :type :invoke :f :read :value nil}`);
  expect(events.map(({ value }) => value)).toEqual([["x", 1], ["x", 1], ["n1", "n2"], null]);
  expect(events.filter((event) => "key" in event)).toEqual([]);
  expect(events[1]).toMatchObject({ error: { code: "timeout", message: "timeout" } });
});

test("a history of completions alone has no tuples", async () => {
  const [event] = await read("{:process 0 :type :ok :f :read :value [1 2]}");
  expect(event).toMatchObject({ value: [1, 2] });
});

test.each([
  [":timeout", "timeout", "timeout"],
  ['"no route"', "no route", "no route"],
  ['[:sql "deadlock" 3]', "sql", '["sql","deadlock",3]'],
  ["{:type :abort, :definite? true}", "abort", '{"type":"abort","definite?":true}'],
  ['#error {:cause "boom" :via []}', "boom", '{"cause":"boom","via":[]}'],
  ["[[:a] 1]", "a", '[["a"],1]'],
  ["13", "unspecified", "13"],
  ["[]", "unspecified", "[]"],
])("the error %s has a code and a message", async (error, code, message) => {
  const [, failed] = await read(`{:process 0 :type :invoke :f :read :value nil}
    {:process 0 :type :fail :f :read :value nil :error ${error}}`);
  expect(failed?.error).toEqual({ code, message });
});

test("indices with gaps, other members and exceptions of the harness do not matter", async () => {
  const events =
    await read(`[#jepsen.history.Op{:index 7, :time 1000, :type :info, :process :nemesis, :f :start-partition, :value nil}
    #jepsen.history.Op{:index 12, :time 2000, :type :invoke, :process 3, :f :txn, :value [[:append 5 1] [:r 5 nil]], :debug {:node "n1"}}
    #jepsen.history.Op{:index 13, :time 3000, :type :info, :process :nemesis, :f :start-partition, :value [:isolated {"n1" #{"n2"}}]}
    #jepsen.history.Op{:index 40, :time 4000, :type :info, :process 3, :f :txn, :value [[:append 5 1] [:r 5 nil]],
      :exception {:via [{:type java.net.SocketException, :message "Broken \\"pipe\\"", :at [a.B$c invoke "B.clj" 12]}]}, :error [:unknown "x"]}]`);
  expect(events.map(({ index, time, process }) => [index, time, process])).toEqual([
    [0, 1000, "nemesis"],
    [1, 2000, 3],
    [2, 3000, "nemesis"],
    [3, 4000, 3],
  ]);
  expect(events[1]?.value).toEqual([
    ["append", 5, 1],
    ["r", 5, null],
  ]);
  expect(events[2]?.value).toEqual(["isolated", { n1: ["n2"] }]);
});

const PAD = "x".repeat(400);

test("a file of many pieces is read whole, and an error in it has its line", async () => {
  const lines = Array.from(
    { length: 4000 },
    (_, i) =>
      `{:process ${String(i)}, :type :invoke, :f :write, :value "w${String(i)} ß" :pad "${PAD}"}\n`,
  );
  const events = await read(lines.join(""));
  expect(events.map(({ value }) => value)).toEqual(lines.map((_, i) => `w${String(i)} ß`));
  await expect(read(`${lines.join("")}{:process :jane}`)).rejects.toMatchObject({
    message: expect.stringContaining("history.edn:4001: the operation has no") as string,
  });
});
