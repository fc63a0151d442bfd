// Witnesses of larger histories: small, and failing by brute force; taking an operation out with what rests on it makes them pass.
import { expect, test } from "vitest";
import { linearizable } from "../../../../src/checkers/linearizable/linearizable.ts";
import type { Operation } from "../../../../src/core/op.ts";
import { checkContext } from "../../check-context.ts";
import { historyOf } from "../../events.ts";
import { isLinearizable } from "../../../oracle/linearizable.ts";

/** Four clients write and read a register in turn; at the end one reads a value of the middle. */
const stale = () =>
  historyOf([
    ...Array.from({ length: 200 }, (_, i) => i).flatMap(
      (i) =>
        [
          [i % 4, "invoke", "write", i],
          [4 + (i % 4), "invoke", "read"],
          [i % 4, "ok", "write", i],
          [4 + (i % 4), "ok", "read", i],
        ] as const,
    ),
    [9, "invoke", "read"],
    [9, "ok", "read", 100],
  ]);

const without = (ops: readonly Operation[], gone: Operation): readonly Operation[] =>
  ops.filter(
    (op) =>
      op !== gone &&
      !(gone.f === "write" && op.outcome.type === "ok" && op.outcome.value === gone.input),
  );

test("a stale read among 401 operations comes down to three", async () => {
  const history = stale();
  const verdict = await linearizable({ model: "register" }).check(history, checkContext());
  if (verdict.valid !== false) throw new Error("expected an anomaly");
  const { witness } = verdict.anomalies[0];
  if (witness.kind !== "sub-history") throw new Error("expected a sub-history");
  const ops = history.operations().filter((op) => witness.ops.includes(op.index));
  expect(ops).toHaveLength(3);
  expect(witness.minimal).toBe(true);
  expect(isLinearizable("register", ops)).toBe(false);
  for (const op of ops) expect(isLinearizable("register", without(ops, op))).toBe(true);
});
