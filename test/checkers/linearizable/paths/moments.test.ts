// Moments of values in a given order: an order that the values cannot have come in has none, whoever proposes it.
import { expect, test } from "vitest";
import { opTableOf } from "../../../../src/checkers/linearizable/op-table.ts";
import { chainsOf } from "../../../../src/checkers/linearizable/paths/chains.ts";
import { clustersOf } from "../../../../src/checkers/linearizable/paths/clusters.ts";
import { noFindings } from "../../../../src/checkers/linearizable/paths/findings.ts";
import { Line, lineArrays } from "../../../../src/checkers/linearizable/paths/line.ts";
import { momentsOf } from "../../../../src/checkers/linearizable/paths/moments.ts";
import { registerRowsOf } from "../../../../src/checkers/linearizable/paths/register-rows.ts";
import { historyOf } from "../../events.ts";

/** 1 and 2 are written one after the other, 3 meanwhile. Clusters stand in order of calls: 1 for 3, 2 for 1, 3 for 2. */
const history = historyOf([
  [3, "invoke", "write", 3],
  [0, "invoke", "write", 1],
  [0, "ok", "write", 1],
  [0, "invoke", "write", 2],
  [0, "ok", "write", 2],
  [3, "ok", "write", 3],
  [0, "invoke", "read"],
  [0, "ok", "read", 3],
]);

function startsOf(order: readonly number[]): readonly number[] | null {
  const table = opTableOf(history);
  const findings = noFindings(table);
  const rows = registerRowsOf(table, { initial: null, nullReads: "value" });
  const clusters = clustersOf(rows, findings);
  const chains = chainsOf(clusters, findings);
  const line = new Line(chains, Int32Array.from(order), lineArrays(clusters.count));
  const none = { rows: new Int32Array(0), refused: new Int32Array(0) };
  const moments = momentsOf(chains, line, none, table);
  return moments === null ? null : [...moments.start.subarray(0, order.length)];
}

test("values come as soon as they can", () => {
  expect(startsOf([0, 2, 3, 1])).toEqual([-1, 1, 3, 3]);
});

test("but not one before what was done when it was called", () => {
  expect(startsOf([0, 3, 2, 1])).toBeNull();
  expect(startsOf([0, 3, 1, 2])).toBeNull();
});

test("and not one before those who saw the other had called", () => {
  expect(startsOf([0, 1, 2, 3])).toBeNull();
  expect(startsOf([0, 2, 1, 3])).toBeNull();
});
