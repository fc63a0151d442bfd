// Searches in worker threads: they answer as searches here do, and however a worker ends, each object has a judgement.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { CheckContext } from "../../../../src/checkers/checker.ts";
import { type KeyedObject, objectsOf } from "../../../../src/checkers/linearizable/objects.ts";
import { opTableOf } from "../../../../src/checkers/linearizable/op-table.ts";
import { handOver, takeOver } from "../../../../src/checkers/linearizable/search/handover.ts";
import { runSearchJob } from "../../../../src/checkers/linearizable/search/search-job.ts";
import { runInWorkers } from "../../../../src/checkers/linearizable/search/search-pool.ts";
import type { History } from "../../../../src/core/history.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { randomHistory } from "../../../oracle/random-history.ts";
import { checkContext } from "../../check-context.ts";
import { historyOf } from "../../events.ts";

const everything = (): boolean => true;
const objectsIn = (history: History): readonly KeyedObject[] =>
  objectsOf(opTableOf(history), everything, everything);

const two = historyOf([
  [1, "invoke", "write", 1, { key: "a" }],
  [2, "invoke", "read", null, { key: "b" }],
  [1, "ok", "write", 1, { key: "a" }],
  [2, "ok", "read", 5, { key: "b" }],
  [1, "invoke", "read", null, { key: "a" }],
  [1, "ok", "read", 1, { key: "a" }],
]);

const assigned = (history: History) =>
  objectsIn(history).map((object, position) => ({ position: position + 10, object }));

const pool = (history: History, context: Partial<CheckContext>, worker?: string) =>
  runInWorkers(
    {
      history,
      model: "cas-register",
      initial: null,
      assigned: assigned(history),
      ...(worker === undefined ? {} : { worker }),
    },
    checkContext(context),
  );

/** A program for workers, with this body. */
function program(body: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "faultline-worker-")), "worker.mjs");
  writeFileSync(file, `export default function run() { ${body} }\n`);
  return pathToFileURL(file).href;
}

test("workers judge by the events of the whole history", async () => {
  const judgements = await pool(two, {});
  expect(judgements.sort((a, b) => a.object - b.object)).toMatchObject([
    { object: 10, ending: "linearizable" },
    { object: 11, ending: "impossible", blockedAt: 3 },
  ]);
});

test.each([
  ["an exit", "process.exit(7)", "crashed"],
  ["an array that is too large", "new Int32Array(2 ** 40)", "memory"],
  ["a heap that is full", "const all = []; for (;;) all.push(new Array(1e5).fill(0.5))", "memory"],
  ["no answer", "for (;;);", "interrupted"],
])("%s is a judgement on each object", async (_, body, ending) => {
  const memoryLimitBytes = 1 << 25;
  const signal = ending === "interrupted" ? AbortSignal.timeout(500) : AbortSignal.timeout(60_000);
  const judgements = await pool(two, { memoryLimitBytes, signal }, program(body));
  expect(judgements.map((each) => [each.object, each.ending]).sort()).toEqual([
    [10, ending],
    [11, ending],
  ]);
});

test("a worker's own error is one", async () => {
  await expect(pool(two, {}, program('throw new Error("a bug")'))).rejects.toThrow("a bug");
  await expect(pool(two, {}, program("(function f() { f(); })()"))).rejects.toThrow("call stack");
});

test("what is handed over says the same", () => {
  const random = randomOf(seed(8));
  for (let i = 0; i < 300; i++) {
    const history = randomHistory("kv", random.at(i), 12);
    const own = assigned(history).filter(() => random.at(i).chance(0.7));
    const job = {
      model: "kv",
      initial: null,
      limits: { steps: Infinity, timeMs: Infinity, memoryBytes: Infinity },
    };
    const handover = structuredClone(handOver(history, own, job));
    const here = runSearchJob({
      ...job,
      objects: own.map(({ position, object }) => ({ object: position, ops: object.ops })),
    });
    const there = runSearchJob({ ...job, objects: takeOver(handover) }).map((judgement) => ({
      ...judgement,
      blockedAt: judgement.blockedAt === null ? null : handover.event[judgement.blockedAt],
    }));
    const sorted = there.sort((a, b) => a.object - b.object);
    expect(sorted).toEqual(here);
  }
});
