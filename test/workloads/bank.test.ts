// The bank workload opens its accounts before anything else, and finds money that is made or lost on the way.
import { expect, test } from "vitest";
import type { Balances, Transfer } from "../../src/core/specs/bank.ts";
import { bank } from "../../src/workloads/bank.ts";
import { invocations, judgedRun, type Subject } from "./judged-run.ts";

/** A bank that loses the money of each `lose`-th transfer, and one that lets accounts fall below zero. */
function accounts({ lose = Infinity, lends = false } = {}): Subject {
  const held = new Map<string, number>();
  let transfers = 0;
  const add = (name: string, amount: number) => held.set(name, (held.get(name) ?? 0) + amount);
  return ({ f, value }) => {
    if (f === "open") {
      if (held.size === 0)
        for (const [name, balance] of Object.entries(value as Balances)) add(name, balance);
      return value;
    }
    if (f === "read") return Object.fromEntries(held);
    const { from, to, amount } = value as Transfer;
    if (!lends && (held.get(from) ?? 0) < amount) return undefined;
    add(from, -amount);
    if (++transfers % lose !== 0) add(to, amount);
    return value;
  };
}

test.each([
  ["a right bank", accounts(), "valid"],
  ["a bank that loses money", accounts({ lose: 50 }), "wrong-total"],
  ["a bank that lends", accounts({ lends: true }), "negative-value"],
])("%s", async (_name, subject, verdict) => {
  expect((await judgedRun(bank({ accounts: 4 }), subject)).verdicts).toEqual({ bank: verdict });
});

test("nothing else is asked for before the accounts are open", async () => {
  for (const from of [1, 2, 3, 4, 5]) {
    const { events } = await judgedRun(bank(), accounts(), { from, ops: 100 });
    const opened = events.findIndex(({ f, type }) => f === "open" && type === "ok");
    const first = events.findIndex(({ f }) => f !== "open");
    expect(opened).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(opened);
  }
});

test("money moves between two different accounts of those that there are", async () => {
  const { events } = await judgedRun(bank({ accounts: 3, most: 2 }), accounts(), { ops: 300 });
  const transfers = invocations(events).flatMap(({ f, value }) =>
    f === "transfer" ? [value as Transfer] : [],
  );
  expect(new Set(transfers.flatMap(({ from, to }) => [from, to]))).toEqual(
    new Set(["a0", "a1", "a2"]),
  );
  expect(transfers.filter(({ from, to }) => from === to)).toEqual([]);
  expect(new Set(transfers.map(({ amount }) => amount))).toEqual(new Set([1, 2]));
});

test("options that make no sense are refused", () => {
  expect(() => bank({ accounts: 1 })).toThrow(/^bank: /);
  expect(() => bank({ most: 0.5 })).toThrow(/^bank: most/);
  expect(() => bank({ mix: {} })).toThrow(/^bank: the mix/);
});
