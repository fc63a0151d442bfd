// Sets whose elements are added once each: every element is decided on its own, from when it was there for certain. Reads of the
// whole set are left to what knows sets that only grow.
import { showValue } from "../../models/value-table.ts";
import { inputOf, NEVER } from "../op-table.ts";
import { judgeGrowing } from "./growing.ts";
import { type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, UNDECIDED } from "./path.ts";
import { CLEARS, MISSES, NONE, SetOps } from "./set-ops.ts";

/**
 * Exact where each element is added once, by an add that may be unknown or not tell what it found, and the whole set is not read, or nothing
 * but added and read. O(n). A set is as many independent objects as it has elements (Herlihy & Wing's locality). An element's
 * life is best as short as can be: from the first return to the last call of those who added, found or removed it. Who missed it
 * must have been able to look before or after. Without a certain removal its life ends with the first call of an operation that may have removed
 * it and that did not return within that life; else never.
 */
export const setPath: LinearPath = {
  name: "elements added once",
  models: ["set", "g-set"],
  decide: (table, { initial }) =>
    judgeEach(table, (ops) =>
      initial === null || Array.isArray(initial) ? judge(ops, initial ?? []) : UNDECIDED,
    ),
};

function judge(ops: ObjectOps, initial: readonly unknown[]): number | Finding {
  const set = new SetOps(ops, initial);
  const wrong = lifeless(set) ?? missed(set);
  if (wrong !== null) return wrong;
  if (set.isReadWhole) return set.onlyAdds ? judgeGrowing(set, "add") : UNDECIDED;
  return set.repeats.includes(1) ? UNDECIDED : LINEARIZABLE;
}

/** An element that was there without an add, before its add, or after its removal. */
function lifeless(set: SetOps): Finding | null {
  const { ops, add, remove, thereBy, thereUntil, repeats } = set;
  for (let element = 0; element < set.elements; element++) {
    if (repeats[element] === 1) continue;
    const by = thereBy[element] as number;
    const gone = remove[element] as number;
    if (by < set.addCall(element)) {
      const finder = ops.ret.indexOf(by);
      return add[element] === NONE
        ? finding(set, [finder], finder, "was in the set, but nobody can have added it")
        : finding(
            set,
            [add[element] as number, finder],
            finder,
            "was in the set before its add was called",
          );
    }
    if (gone >= 0 && (thereUntil[element] as number) > (ops.ret[gone] as number)) {
      const finder = ops.call.indexOf(thereUntil[element] as number);
      return finding(
        set,
        [add[element] as number, gone, finder],
        finder,
        "was in the set after it had been removed",
      );
    }
  }
  const again = set.removedAgain.find((i) => repeats[set.element[i] as number] === 0);
  if (again === undefined) return null;
  const element = set.element[again] as number;
  return finding(
    set,
    [add[element] as number, remove[element] as number, again],
    again,
    "was added once and removed twice",
  );
}

const finding = (set: SetOps, ops: readonly number[], i: number, what: string): Finding => ({
  ops: ops.filter((each) => each >= 0),
  because: `${showValue(inputOf(set.ops.table, set.ops.rows[i] as number))} ${what}`,
});

/** An operation that found, or left, its element missing while it was in. */
function missed(set: SetOps): Finding | null {
  const goneBy = endsOf(set);
  const i = firstMiss(set, CLEARS, goneBy) ?? firstMiss(set, MISSES, goneBy);
  return i === null ? null : lost(set, i);
}

function firstMiss(set: SetOps, what: number, goneBy: Int32Array): number | null {
  const { element, says, repeats, thereBy } = set;
  const { call, ret } = set.ops;
  for (let i = says.indexOf(what); i >= 0; i = says.indexOf(what, i + 1)) {
    const x = element[i] as number;
    const isIn =
      (call[i] as number) > (thereBy[x] as number) && (ret[i] as number) < (goneBy[x] as number);
    if (isIn && repeats[x] === 0) return i;
  }
  return null;
}

/** Per element the first rank at which it can be gone again. */
function endsOf({ ops, element, says, elements, remove, thereUntil }: SetOps): Int32Array {
  const ends = new Int32Array(elements).fill(NEVER);
  for (let i = 0; i < says.length; i++) {
    if ((says[i] as number) < CLEARS) continue;
    const x = element[i] as number;
    if ((ops.ret[i] as number) < (thereUntil[x] as number)) continue;
    ends[x] = Math.min(ends[x] as number, Math.max(ops.call[i] as number, thereUntil[x] as number));
  }
  for (let x = 0; x < elements; x++) if (remove[x] !== NONE) ends[x] = thereUntil[x] as number;
  return ends;
}

/** With who had it in before and, where something may have removed it meanwhile, that and who had it in after. */
function lost(set: SetOps, misser: number): Finding {
  const { call, ret } = set.ops;
  const x = set.element[misser] as number;
  const add = set.add[x] as number;
  const before =
    add < 0 || (ret[add] as number) < (call[misser] as number)
      ? add
      : ret.indexOf(set.thereBy[x] as number);
  const there = Math.max(set.addCall(x), call[before] ?? NONE);
  const removers =
    set.says[misser] === CLEARS
      ? [misser]
      : [...set.says.keys()].filter(
          (i) =>
            set.element[i] === x &&
            (i === set.remove[x] || (set.says[i] as number) >= CLEARS) &&
            (call[i] as number) < (ret[misser] as number) &&
            (ret[i] as number) > there,
        );
  if (removers.length === 0)
    return finding(
      set,
      [add, before, misser],
      misser,
      "was in the set and then missing, though nobody can have removed it",
    );
  const after = call.indexOf(set.thereUntil[x] as number);
  return finding(
    set,
    [add, before, misser, after, ...removers],
    misser,
    "was missing from the set, though it was in it before and after and was added only once",
  );
}
