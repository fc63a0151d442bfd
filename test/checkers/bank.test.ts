// The bank checker: no read shows money made or lost.
import { expect, test } from "vitest";
import { bank } from "../../src/checkers/bank.ts";
import type { History } from "../../src/core/history.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

test.each([
  ["an object", { a: 5, b: 5 }, { a: 4, b: 5 }],
  ["amounts by position", [5, 5], [5, 4]],
  [
    "pairs",
    [
      ["a", 5],
      ["b", 5],
    ],
    [
      ["a", 5],
      ["b", 4],
    ],
  ],
  ["rows", [{ account: "a", balance: 10 }], [{ account: "a", balance: 9 }]],
  ["rows by id", [{ id: 1, balance: 10 }], [{ id: 1, balance: 11 }]],
])("accounts as %s", async (_, right, wrong) => {
  expect(await kindsOn(bank({ total: 10 }), historyOf(read(right)))).toBe("valid");
  expect(await kindsOn(bank({ total: 10 }), historyOf(read(wrong)))).toBe("wrong-total");
  const both = historyOf([...read(right), ...read(wrong)]);
  expect(await kindsOn(bank(), both)).toBe("wrong-total");
});

test.each([
  ["unexpected-key", { a: 5, c: 5 }],
  ["nil-balance", { a: 10, b: null }],
  ["wrong-total", { a: 5, b: 4 }],
  ["negative-value", { a: 11, b: -1 }],
  ["unknown: malformed", { a: "5" }],
  ["unknown: malformed", [[1, 2, 3]]],
  ["unknown: malformed", "5"],
])("%s", async (kinds, balances) => {
  const checker = bank({ total: 10, accounts: ["a", "b"] });
  expect(await kindsOn(checker, historyOf(read(balances)))).toBe(kinds);
});

test("debts may be allowed", async () => {
  const history = historyOf(read({ a: 11, b: -1 }));
  expect(await kindsOn(bank({ negativeBalances: true }), history)).toBe("valid");
});

const memoryBank = (tear: number): SimulatedSystem<number[]> => ({
  start: () => [10, 10, 10],
  call: (random) =>
    random.chance(0.5)
      ? { f: "read", value: null }
      : {
          f: "transfer",
          value: { from: random.int(0, 2), to: random.int(0, 2), amount: random.int(1, 5) },
        },
  apply: (state, { f, value }, random) => {
    if (f === "read") return [...state];
    const { from, to, amount } = value as { from: number; to: number; amount: number };
    const has = state[from] ?? 0;
    if (has < amount && !random.chance(tear)) return value;
    state[from] = has - amount;
    if (!random.chance(tear)) state[to] = (state[to] ?? 0) + amount;
    return value;
  },
});

function oracle(history: History): string {
  const kinds = new Set<string>();
  for (const { f, outcome } of history.operations()) {
    if (f !== "read" || outcome.type !== "ok") continue;
    const [a = 0, b = 0, c = 0] = outcome.value as number[];
    if (a + b + c !== 30) kinds.add("wrong-total");
    else if (a < 0 || b < 0 || c < 0) kinds.add("negative-value");
  }
  return kinds.size === 0 ? "valid" : [...kinds].sort().join(" ");
}

test("agrees with adding up every read", async () => {
  const checker = bank({ total: 30, minObservations: 0 });
  const histories = historiesOf(memoryBank(0.1), 500, { ops: 20 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, oracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(50);
});

test("a right bank passes, one with torn transfers is caught", async () => {
  expect(await kindsOn(bank(), oneHistory(memoryBank(0), { ops: 200 }))).toBe("valid");
  const verdict = await verdictOn(bank(), oneHistory(memoryBank(0.2), { ops: 200 }));
  expect(verdict.valid).toBe(false);
});
