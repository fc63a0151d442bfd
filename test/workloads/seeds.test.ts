// Every workload asks for the same operations where the seed is the same, and for others where it is not.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import type { OpSpec } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { bank } from "../../src/workloads/bank.ts";
import { counter } from "../../src/workloads/counter.ts";
import { queue } from "../../src/workloads/queue.ts";
import { set } from "../../src/workloads/set.ts";
import { uniqueIds } from "../../src/workloads/unique-ids.ts";
import { watch } from "../../src/workloads/watch.ts";
import type { Workload } from "../../src/workloads/workload.ts";

function asked<S extends OpSpec>(
  { generator }: Workload<string, S>,
  from: number,
  concurrency = 7,
) {
  const options = { concurrency, random: randomOf(seed(from)), maxOps: 300 };
  return simulate(generator(concurrency), options);
}

/** The operations that come by, and who does them. */
function expectSeeds<S extends OpSpec>(make: () => Workload<string, S>): void {
  expect(asked(make(), 1)).toEqual(asked(make(), 1));
  expect(asked(make(), 1)).not.toEqual(asked(make(), 2));
  for (const concurrency of [2, 5, 12]) {
    const events = asked(make(), 3, concurrency);
    expect(new Set(events.map(({ process }) => process)).size).toBe(concurrency);
    const offered = new Set<string>(make().operations);
    expect(events.filter(({ f }) => !offered.has(f))).toEqual([]);
  }
}

test("bank", () => expectSeeds(bank));
test("counter", () => expectSeeds(counter));
test("queue", () => expectSeeds(queue));
test("set", () => expectSeeds(set));
test("unique-ids", () => expectSeeds(uniqueIds));
test("watch", () => expectSeeds(watch));

test("the options of a workload are in its plan, defaults filled in", () => {
  expect(set({ opsPerKey: 7 }).options).toEqual({
    mix: { add: 3, read: 1 },
    opsPerKey: 7,
    linearizable: true,
  });
  expect(watch().options).toEqual({
    keys: 10,
    watchers: null,
    mix: { put: 3, "put-all": 1, delete: 1 },
  });
});
