// The rw-register workload writes no value twice, and assumes of the order of versions only what the promise implies.
import { expect, test } from "vitest";
import { checkerOf } from "../../src/checkers/registry.ts";
import { historyOf } from "../../src/core/history.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import { limit } from "../../src/generator/limit.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { rwRegister, type RwRegisterOptions } from "../../src/workloads/rw-register.ts";
import { checkContext } from "../checkers/check-context.ts";
import { transactionStore } from "./transaction-store.ts";

const load = (options: RwRegisterOptions, complete: CompletionModel) =>
  simulate(limit(1_000, rwRegister(options).generator(10)), {
    concurrency: 10,
    random: randomOf(seed(1)),
    complete,
  });

function judge(options: RwRegisterOptions, complete: CompletionModel): Promise<Verdict> {
  const [spec] = rwRegister(options).checkers;
  if (spec === undefined || "check" in spec) throw new Error("no checker by name");
  return checkerOf(spec).check(historyOf(load(options, complete)), checkContext());
}

const assumptionsOf = (options: RwRegisterOptions) => {
  const { wfrKeys, sequentialKeys, linearizableKeys } = rwRegister(options).options;
  return { wfrKeys, sequentialKeys, linearizableKeys };
};

test("no value is written twice to a key", () => {
  const written = load({}, transactionStore())
    .filter(({ type }) => type === "invoke")
    .flatMap(({ value }) => value as readonly (readonly [string, number, number | null])[])
    .filter(([f]) => f === "w")
    .map(([, key, value]) => `${String(key)}=${String(value)}`);
  expect(written.length).toBeGreaterThan(1_000);
  expect(new Set(written).size).toBe(written.length);
});

test("a store that carries out each transaction at once is valid; stale reads of it are found", async () => {
  expect(await judge({}, transactionStore())).toMatchObject({ valid: true });
  expect(await judge({}, transactionStore(true))).toMatchObject({ valid: false });
});

test("what strict serializability implies is assumed with it alone, unless asked for", () => {
  expect(assumptionsOf({})).toEqual({
    wfrKeys: true,
    sequentialKeys: false,
    linearizableKeys: true,
  });
  expect(assumptionsOf({ consistencyModels: ["serializable"], sequentialKeys: true })).toEqual({
    wfrKeys: false,
    sequentialKeys: true,
    linearizableKeys: false,
  });
  expect(assumptionsOf({ linearizableKeys: false }).linearizableKeys).toBe(false);
});
