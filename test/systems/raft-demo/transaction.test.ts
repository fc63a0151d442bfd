// Transactions of raft-demo: each sees what it did itself, all of it is carried out or nothing, and a bug takes that away.
import { expect, test } from "vitest";
import { parseRequest } from "../../../src/systems/raft-demo/parse-request.ts";
import type { MicroOp, Value } from "../../../src/systems/raft-demo/protocol.ts";
import { apply, type Store } from "../../../src/systems/raft-demo/store.ts";
import { perform } from "../../../src/systems/raft-demo/transaction.ts";

const storeOf = (entries: readonly (readonly [string, Value])[]): Store => new Map(entries);

test("a transaction sees its own writes, and the store what it left there", () => {
  const store = storeOf([["x", [1]]]);
  const txn: readonly MicroOp[] = [
    ["r", "x", null],
    ["append", "x", 2],
    ["r", "x", null],
    ["w", "y", 7],
    ["r", "y", null],
    ["r", "z", null],
  ];
  expect(apply(store, { op: "txn", txn })).toEqual({
    type: "txn_ok",
    txn: [
      ["r", "x", [1]],
      ["append", "x", 2],
      ["r", "x", [1, 2]],
      ["w", "y", 7],
      ["r", "y", 7],
      ["r", "z", null],
    ],
  });
  expect([...store]).toEqual([
    ["x", [1, 2]],
    ["y", 7],
  ]);
});

test("what was read before stays as it was, whatever is appended later", () => {
  const store = storeOf([["x", [1]]]);
  const { answer } = perform([["r", "x", null]], (key) => store.get(key) ?? null);
  apply(store, { op: "txn", txn: [["append", "x", 2]] });
  expect(answer).toEqual([["r", "x", [1]]]);
});

test("a write of null and a read of it within a transaction agree", () => {
  const { answer } = perform(
    [
      ["w", "x", null],
      ["r", "x", null],
    ],
    () => 5,
  );
  expect(answer[1]).toEqual(["r", "x", null]);
});

test("an early answer is given although the store has gone on", () => {
  const store = storeOf([["x", [1, 2]]]);
  const early: readonly MicroOp[] = [["r", "x", [1]]];
  expect(apply(store, { op: "txn", txn: [["r", "x", null]], early })).toEqual({
    type: "txn_ok",
    txn: early,
  });
});

test.each([
  null,
  {},
  [["r", "x"]],
  [["r", "x", 1]],
  [["cas", "x", 1]],
  [["append", "x", [1]]],
  [["w", ["x"], 1]],
  ["r"],
])("what is no transaction is refused as a whole: %j", (txn) => {
  expect(parseRequest({ type: "txn", txn })).toBeNull();
});
