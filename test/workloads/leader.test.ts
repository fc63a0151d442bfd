// The leader workload asks for what its options say, the same for the same seed, and looks at every node at the end.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { leader, type LeaderWorkloadOptions } from "../../src/workloads/leader.ts";

const CONCURRENCY = 6;

const asked = (generator: Generator, from = 1): readonly HistoryEvent[] =>
  simulate(generator, {
    concurrency: CONCURRENCY,
    random: randomOf(seed(from)),
    maxOps: 2000,
  }).filter(({ type }) => type === "invoke");

const load = (options: LeaderWorkloadOptions, from = 1): readonly HistoryEvent[] =>
  asked(leader(options).generator(CONCURRENCY), from);

test("the same seed asks for the same operations, and another seed for others", () => {
  expect(load({}, 1)).toEqual(load({}, 1));
  expect(load({}, 1)).not.toEqual(load({}, 2));
});

test("asks for each operation as often as the mix says", () => {
  const events = load({ mix: { observe: 6, write: 3, campaign: 1 } });
  const share = (f: string): number =>
    events.filter((event) => event.f === f).length / events.length;
  expect(share("observe")).toBeCloseTo(0.6, 1);
  expect(share("write")).toBeCloseTo(0.3, 1);
  expect(share("campaign")).toBeCloseTo(0.1, 1);
  const values = events.filter(({ f }) => f === "write").map(({ value }) => value);
  expect(values).toEqual(values.map((_, i) => i + 1));
});

test("asks a system for what it needs alone", () => {
  expect(leader().operations).toEqual(["observe", "write"]);
  expect(leader({ mix: { observe: 1, campaign: 1 } }).operations).toEqual(["observe", "campaign"]);
});

test("every worker looks three times at the end", () => {
  const final = leader().final?.(CONCURRENCY);
  if (final === undefined) throw new Error("there is a final phase");
  const looks = asked(final);
  for (let worker = 0; worker < CONCURRENCY; worker++)
    expect(looks.filter(({ process }) => process === worker)).toHaveLength(3);
});

test("thresholds are for the verdict on liveness alone", () => {
  expect(leader({ expectLeaderMs: 2000 }).checkers).toEqual([
    { checker: "leader" },
    { checker: "leader-liveness", options: { expectLeaderMs: 2000 } },
  ]);
});

test("a mix without views is refused", () => {
  expect(() => leader({ mix: { write: 1 } })).toThrow(/observes nothing/);
  expect(() => leader({ mix: { observe: 1, write: -1 } })).toThrow(/observes nothing/);
});
