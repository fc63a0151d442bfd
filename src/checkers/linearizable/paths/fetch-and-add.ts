// Counters whose adds tell the total before: what they told gives every operation its level.
import { FAIL, INFO, inputOf, OK, outputOf } from "../op-table.ts";
import { firstInversion, NO_LEVEL } from "./levels.ts";
import { type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, UNDECIDED } from "./path.ts";

/**
 * Exact where nothing below zero is added, every add that ended tells the total before, and the adds of unknown outcome all add the same
 * (or are not needed to explain any total). O(n log n). Totals only grow, so a total is a level and an add goes from one to the next. Where
 * what is known leaves a gap, adds of unknown outcome must have filled it: those called first go first, since higher levels leave less time.
 */
export const fetchAndAddPath: LinearPath = {
  name: "totals that grow",
  models: ["fetch-and-add"],
  decide: (table, { initial }) => judgeEach(table, (ops) => judge(ops, initial ?? 0)),
};

/** An operation that saw a total, and what it added to that. */
interface Sight {
  readonly op: number;
  readonly total: number;
  readonly addend: number;
}

interface Seen {
  /** By total, those that add nothing first. */
  readonly sights: readonly Sight[];
  /** Adds of unknown outcome, in order of their calls. */
  readonly unknown: readonly { readonly op: number; readonly addend: number }[];
}

function judge(ops: ObjectOps, initial: unknown): number | Finding {
  const seen = sightsOf(ops);
  if (seen === null || typeof initial !== "number") return UNDECIDED;
  const climb = new Climb(ops, seen, initial);
  for (const sight of seen.sights) {
    const ending = climb.to(sight);
    if (typeof ending === "number") return ending;
    if (ending !== null) return withAllUpTo(sight.total, ending, seen);
  }
  const inversion = climb.inversion();
  return inversion === null ? LINEARIZABLE : withAllUpTo(Infinity, inversion, seen);
}

/** A total rests on all adds below it. */
const withAllUpTo = (most: number, finding: Finding, { sights, unknown }: Seen): Finding => ({
  ...finding,
  support: [...sights.filter(({ total }) => total <= most), ...unknown].map(({ op }) => op),
});

/** Null for what this path does not decide. */
function sightsOf({ table, rows }: ObjectOps): Seen | null {
  const isAdd = table.history.columns.functions.map((f) => f === "add");
  const sights: Sight[] = [];
  const unknown: { op: number; addend: number }[] = [];
  for (let op = 0; op < rows.length; op++) {
    const row = rows[op] as number;
    const outcome = table.outcome[row];
    const adds = isAdd[table.f[row] as number] === true;
    if (outcome === FAIL || (outcome === INFO && !adds)) continue;
    const addend = adds ? inputOf(table, row) : 0;
    if (!isWhole(addend) || addend < 0) return null;
    if (outcome === OK) {
      const total = outputOf(table, row);
      if (!isWhole(total)) return null;
      sights.push({ op, total, addend });
    } else if (addend > 0) unknown.push({ op, addend });
  }
  sights.sort((a, b) => a.total - b.total || Math.min(a.addend, 1) - Math.min(b.addend, 1));
  return { sights, unknown };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** From one total to the next, filling gaps. */
class Climb {
  readonly #ops: ObjectOps;
  readonly #unknown: Seen["unknown"];
  readonly #level: Int32Array;
  #total: number;
  #steps = 0;
  #filled = 0;
  /** The operation that brought about the total, if any. */
  #last: Sight | null = null;

  constructor(ops: ObjectOps, { unknown }: Seen, initial: number) {
    this.#ops = ops;
    this.#unknown = unknown;
    this.#level = new Int32Array(ops.rows.length).fill(NO_LEVEL);
    this.#total = initial;
  }

  /** An ending or a finding if there is no way to what was seen. */
  to(sight: Sight): number | Finding | null {
    const { op, total, addend } = sight;
    const stuck = this.#fillUpTo(sight);
    if (stuck !== null) return stuck;
    if (total < this.#total) return this.#overlap(sight);
    this.#level[op] = 2 * this.#steps + Math.min(addend, 1);
    if (addend === 0) return null;
    this.#steps++;
    this.#total += addend;
    this.#last = sight;
    return null;
  }

  #fillUpTo({ op, total }: Sight): number | Finding | null {
    const [first] = this.#unknown;
    while (this.#total < total) {
      const filler = this.#unknown[this.#filled++];
      if (filler === undefined) {
        const because = `an operation found the total ${String(total)}, which no adds bring about: known and unknown ones go from ${String(this.#total)} no further`;
        return { ops: [op, ...this.#known()], because };
      }
      if (this.#unknown.some(({ addend }) => addend !== first?.addend)) return UNDECIDED;
      this.#level[filler.op] = 2 * this.#steps++ + 1;
      this.#total += filler.addend;
    }
    return null;
  }

  #known(): readonly number[] {
    return this.#last === null ? [] : [this.#last.op];
  }

  #overlap({ op, total }: Sight): Finding {
    const last = this.#last;
    if (last !== null && last.total + last.addend > total) {
      const because = `an operation found the total ${String(total)}, but an add of ${String(last.addend)} found ${String(last.total)}`;
      return { ops: [last.op, op], because };
    }
    const because = `an operation found the total ${String(total)}, which no adds bring about`;
    return { ops: [op, ...this.#known()], because };
  }

  inversion(): Finding | null {
    const { call, ret } = this.#ops;
    const found = firstInversion(this.#level, 2 * this.#steps + 1, call, ret);
    if (found === null) return null;
    const { low, high } = found;
    const isFiller = this.#unknown.slice(0, this.#filled).some(({ op }) => op === low);
    const because = isFiller
      ? "adds of unknown outcome must have brought about a total that was found before enough of them were called"
      : "the totals found went back: a later operation found a smaller one";
    return { ops: [low, high], because };
  }
}
