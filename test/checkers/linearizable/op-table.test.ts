// The table of operations: what it says of each must be what the history's own operations say.
import { expect, test } from "vitest";
import {
  errorOf,
  FAIL,
  INFO,
  inputOf,
  NEVER,
  OK,
  opTableOf,
  outputOf,
  rowOfEvent,
} from "../../../src/checkers/linearizable/op-table.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { randomHistory } from "../../oracle/random-history.ts";
import { historyOf } from "../events.ts";

const REFUSED = { code: "refused", message: "refused" };

test("each outcome, and an operation in flight at the end", () => {
  const table = opTableOf(
    historyOf([
      [0, "invoke", "write", 4, { key: "b" }],
      [1, "invoke", "read", null, { key: "a" }],
      [1, "ok", "read", 4, { key: "a" }],
      [0, "fail", "write", 4, { key: "b", error: REFUSED }],
      [1, "invoke", "write", 5, { key: "b" }],
      [1, "info", "write", 5, { key: "b", error: REFUSED }],
      [2, "invoke", "read"],
    ]),
  );
  expect(table).toMatchObject({ count: 4, objects: 3 });
  expect([...table.call]).toEqual([0, 1, 4, 6]);
  expect([...table.ret]).toEqual([3, 2, NEVER, NEVER]);
  expect([...table.outcome]).toEqual([FAIL, OK, INFO, INFO]);
  expect([...table.object]).toEqual([0, 1, 0, 2]);
  expect([inputOf(table, 0), outputOf(table, 1)]).toEqual([4, 4]);
  expect([0, 1, 2, 3].map((row) => errorOf(table, row)?.code)).toEqual([
    "refused",
    undefined,
    "refused",
    undefined,
  ]);
});

test("agrees with the operations of random histories, row by row", () => {
  const random = randomOf(seed(1));
  for (let i = 0; i < 50; i++) {
    const history = randomHistory("working registers from 0", random.at(i), 20);
    const table = opTableOf(history);
    const ops = history.operations();
    expect(table.count).toBe(ops.length);
    for (const [row, op] of ops.entries()) {
      expect(table.call[row]).toBe(op.index);
      expect(table.ret[row]).toBe(op.outcome.type === "info" ? NEVER : op.completion);
      expect(history.columns.functions[table.f[row] as number]).toBe(op.f);
      expect(inputOf(table, row)).toBe(op.input);
      if (op.outcome.type === "ok") expect(outputOf(table, row)).toBe(op.outcome.value);
      if (op.outcome.type === "fail") expect(errorOf(table, row)).toBe(op.outcome.error);
      expect(rowOfEvent(table, op.index)).toBe(row);
      if (op.completion !== null) expect(rowOfEvent(table, op.completion)).toBe(row);
    }
  }
});
