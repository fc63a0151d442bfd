// The list-append workload asks for what its options say, the same for the same seed, appends no element twice, and reads every key
// at the end; a system that keeps its promise passes, and one that does not is found.
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkerOf } from "../../src/checkers/registry.ts";
import { historyOf } from "../../src/core/history.ts";
import { seed } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { allLost, type CompletionModel, imperfect } from "../../src/generator/completion-models.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { phases } from "../../src/generator/phases.ts";
import { limit } from "../../src/generator/limit.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { listAppend } from "../../src/workloads/list-append.ts";
import type { TransactionOptions } from "../../src/workloads/transactional.ts";
import { checkContext } from "../checkers/check-context.ts";
import { transactionStore } from "./transaction-store.ts";

type Micro = readonly [string, number, unknown];

const CONCURRENCY = 10;

const run = (generator: Generator, complete: CompletionModel, from = 1) =>
  simulate(generator, { concurrency: CONCURRENCY, random: randomOf(seed(from)), complete });

const load = (options: TransactionOptions, ops = 2_000, complete: CompletionModel = imperfect) =>
  run(limit(ops, listAppend(options).generator(CONCURRENCY)), complete);

const transactionsOf = (events: readonly HistoryEvent[]): readonly (readonly Micro[])[] =>
  events.filter(({ type }) => type === "invoke").map(({ value }) => value as readonly Micro[]);

const finalReads = (): Generator => {
  const generator = listAppend().final?.(CONCURRENCY);
  if (generator === undefined) throw new Error("no final reads");
  return generator;
};

const judge = (events: readonly HistoryEvent[]): Promise<Verdict> => {
  const [spec] = listAppend().checkers;
  if (spec === undefined || "check" in spec) throw new Error("no checker by name");
  return checkerOf(spec).check(historyOf(events), checkContext());
};

test("the same seed asks for the same transactions, and another seed for others", () => {
  fc.assert(
    fc.property(fc.nat(), (from) => {
      const asked = (which: number) =>
        run(limit(200, listAppend().generator(CONCURRENCY)), imperfect, which);
      expect(asked(from)).toEqual(asked(from));
      expect(asked(from)).not.toEqual(asked(from + 1));
    }),
    { numRuns: 10 },
  );
});

test("lengths, shares and writes a key are as asked", () => {
  const txns = transactionsOf(
    load({ minLength: 2, maxLength: 5, reads: 0.75, writesPerKey: 6, keys: 4 }),
  );
  const lengths = txns.map(({ length }) => length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([2, 5]);
  const micros = txns.flat();
  const reads = micros.filter(([f]) => f === "r").length / micros.length;
  expect(Math.abs(reads - 0.75)).toBeLessThan(0.03);
  const appends = new Map<number, unknown[]>();
  for (const [f, key, element] of micros)
    if (f === "append") appends.set(key, [...(appends.get(key) ?? []), element]);
  const lists = [...appends.values()];
  expect(lists.length).toBeGreaterThan(100);
  for (const list of lists) expect(list).toEqual(list.map((_, i) => i + 1));
  expect(Math.max(...lists.map(({ length }) => length))).toBe(6);
});

test("at most the keys of the pool are in use at a time, and fresh ones come in order", () => {
  const micros = transactionsOf(load({ keys: 3, writesPerKey: 5, minLength: 1 })).flat();
  const left = new Set<number>();
  const inUse = new Set<number>();
  const writes = new Map<number, number>();
  for (const [f, key] of micros) {
    expect(left.has(key)).toBe(false);
    inUse.add(key);
    if (f === "append") writes.set(key, (writes.get(key) ?? 0) + 1);
    if (writes.get(key) === 5 && inUse.delete(key)) left.add(key);
    expect(inUse.size).toBeLessThanOrEqual(3);
    expect(key).toBeLessThan(left.size + 3);
  }
});

test("at the end all that was touched is read, each key three times at least", () => {
  const store = transactionStore();
  const { generator } = listAppend({ writesPerKey: 4 });
  const loaded = transactionsOf(run(limit(1_000, generator(CONCURRENCY)), store));
  const touched = new Set(loaded.flat().map(([, key]) => key));
  const reads = transactionsOf(run(finalReads(), store)).flat();
  expect(reads.every(([f]) => f === "r")).toBe(true);
  for (const key of touched) {
    expect(reads.filter(([, read]) => read === key).length).toBeGreaterThanOrEqual(3);
  }
});

test("the final reads end when nothing answers", () => {
  expect(transactionsOf(run(finalReads(), allLost)).length).toBeLessThan(200);
});

test("a store that carries out each transaction at once is valid; stale reads of it are found", async () => {
  const whole = (): Generator =>
    phases(limit(1_000, listAppend().generator(CONCURRENCY)), finalReads());
  expect(await judge(run(whole(), transactionStore()))).toMatchObject({ valid: true });
  expect(await judge(run(whole(), transactionStore(true)))).toMatchObject({ valid: false });
});

test("the checker is told which models must hold, and the plan shows it", () => {
  expect(listAppend().checkers).toEqual([
    { checker: "list-append", options: { consistencyModels: ["strict-serializable"] } },
  ]);
  const { checkers, options } = listAppend({
    consistencyModels: ["serializable"],
    anomalies: ["lost-update"],
  });
  const demands = { consistencyModels: ["serializable"], anomalies: ["lost-update"] };
  expect(checkers).toEqual([{ checker: "list-append", options: demands }]);
  expect(JSON.parse(JSON.stringify(options))).toEqual({
    write: "append",
    keys: 10,
    keyChoice: "exponential",
    minLength: 1,
    maxLength: 4,
    writesPerKey: 32,
    reads: 0.5,
    ...demands,
  });
});

test.each([
  { keys: 0 },
  { minLength: 0 },
  { minLength: 3, maxLength: 2 },
  { writesPerKey: 1.5 },
  { reads: 1 },
  { reads: Number.NaN },
  { keyChoice: "normal" as "zipf" },
])("options that make no sense are refused: %j", (options) => {
  expect(() => listAppend(options)).toThrow(/^list-append: /);
});
