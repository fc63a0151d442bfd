// The anomaly of a violation that a linear-time path found: its few operations, verified by the general search before anybody sees
// them, since the two share no code.
import { assert } from "../../../core/assert.ts";
import type { Json } from "../../../core/json.ts";
import type { Anomaly } from "../../../core/verdict.ts";
import type { Model } from "../../models/model.ts";
import { operationOf } from "../objects.ts";
import type { OpTable } from "../op-table.ts";
import type { PathViolation } from "../paths/path.ts";
import { runSearchJob } from "../search/search-job.ts";
import { explain } from "./explain.ts";
import type { ShrinkLimits } from "./shrink.ts";

/** What a search of a few operations may cost; what needs more is shown unverified. */
const VERIFICATION = { steps: 2_000_000, timeMs: 2000, memoryBytes: 1 << 28 };

/** With more than these to rest on, the operations are verified without them. */
const MAX_SUPPORT = 10_000;

/** Throws `internal` where the operations are linearizable after all. */
export function explainViolation(
  model: Model,
  initial: Json,
  table: OpTable,
  { object, rows, support: all = [], because }: PathViolation,
  limits: ShrinkLimits,
): Anomaly {
  const support = all.length > MAX_SUPPORT ? [] : all;
  const ops = [...rows, ...support].sort((a, b) => a - b).map((row) => operationOf(table, row));
  const [judgement] = runSearchJob({
    model: model.name,
    initial,
    limits: VERIFICATION,
    objects: [{ object: 0, ops }],
  });
  assert(judgement?.ending !== "linearizable", `a violation that is none: ${because}`);
  const known = { because, support: new Set(support.map((row) => table.call[row] as number)) };
  return explain(
    model,
    initial,
    { object, key: ops[0]?.key, size: ops.length, ops },
    null,
    limits,
    known,
  );
}
