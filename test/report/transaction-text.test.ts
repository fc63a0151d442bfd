// Transactions in words: what was asked, what was seen, long lists cut in the middle; anything else is none.
import { expect, test } from "vitest";
import { transactionTexts } from "../../src/report/transaction-text.ts";

test("reads say what they saw once they are answered", () => {
  const txn = [
    ["r", "x", [1, 2]],
    ["append", "x", 3],
    ["r", 5, null],
    ["w", "y", "v"],
  ];
  expect(transactionTexts(txn, true)).toEqual([
    "r x → [1 2]",
    "append x 3",
    "r 5 → nothing",
    "w y v",
  ]);
  expect(transactionTexts([["r", "x", null]], false)).toEqual(["r x"]);
});

test("the middle of a long list is left out", () => {
  expect(transactionTexts([["r", "x", [1, 2, 3, 4, 5, 6, 7, 8]]], true)).toEqual([
    "r x → [1 2 3 … 7 8]",
  ]);
});

test.each([null, [], 5, "txn", [["r"]], [[1, "x", 2]], [["r", {}, null]], ["r", "x"]])(
  "no transaction: %j",
  (value) => {
    expect(transactionTexts(value, true)).toBeNull();
  },
);

test("control characters and lengths stay harmless", () => {
  const [text = ""] = transactionTexts([["w", "\u001b[2J", "a".repeat(1000)]], true) ?? [];
  expect(text).not.toContain("\u001b");
  expect(text.length).toBeLessThan(120);
});
