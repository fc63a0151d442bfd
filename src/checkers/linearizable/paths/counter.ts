// Counters whose adds tell nothing. Where all add the same, a total says how many there were; else totals are held to what sums allow.
import { counterOpsOf } from "./counter-ops.ts";
import { EqualAdds } from "./equal-adds.ts";
import { type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, UNDECIDED } from "./path.ts";
import { outOfRange } from "./sum-range.ts";

/**
 * Exact where all adds add the same: O(n log n). Where none adds below zero, decides those that no order can explain because a total is
 * less than was certainly added before, or more than can have been. Which of several adds made up a total is for the search to find.
 */
export const counterPath: LinearPath = {
  name: "totals",
  models: ["counter"],
  decide: (table, { initial }) => judgeEach(table, (ops) => judge(ops, initial ?? 0)),
};

function judge(ops: ObjectOps, initial: unknown): number | Finding {
  const counter = Number.isSafeInteger(initial) ? counterOpsOf(ops, initial as number) : null;
  if (counter === null) return UNDECIDED;
  const addends = new Set(counter.addend);
  addends.delete(0);
  const [addend = 1] = addends;
  if (addends.size <= 1) return new EqualAdds(counter, addend).judge() ?? LINEARIZABLE;
  return outOfRange(counter) ?? UNDECIDED;
}
