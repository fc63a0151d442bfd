// Registers whose replies tell revisions: every operation has its level, and what is left is to replay the values.
import { firstInversion, type Inversion, NO_LEVEL } from "./levels.ts";
import { type Finding, judgeEach } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, UNDECIDED } from "./path.ts";
import { NONE, RevisionOps } from "./revision-ops.ts";

/**
 * Exact where every operation that ended tells its revision, and no failed cas keeps what it saw to itself. O(n log n). Each revision
 * has one change, which comes right before those who saw it; changes of unknown outcome whose revision nobody tells are left out. Where
 * several, a cas among them, may have made what was seen at a revision, none is chosen: the object is left undecided.
 */
export const revisionsPath: LinearPath = {
  name: "revisions",
  models: ["revisioned-register"],
  decide: (table, { initial }) =>
    judgeEach(table, (ops) => {
      const told = new RevisionOps(ops);
      const wrong = told.collect(initial);
      return wrong === "done" ? new Replay(told).judge() : (wrong ?? UNDECIDED);
    }),
};

class Replay {
  readonly #of: RevisionOps;
  /** Revisions, ascending; the first is what was there at first. */
  readonly #order: Int32Array;
  /** Changes of unknown outcome that somebody saw the value of. */
  readonly #isSeen: Uint8Array;

  constructor(of: RevisionOps) {
    const { number } = of;
    this.#of = of;
    this.#order = Int32Array.from(number.keys()).sort(
      (a, b) => (number[a] as number) - (number[b] as number),
    );
    this.#isSeen = new Uint8Array(of.ops.rows.length);
  }

  judge(): number | Finding {
    for (const revision of this.#order.subarray(1)) {
      const wrong = this.#findSetter(revision);
      if (wrong !== null) return wrong;
    }
    for (let at = 1; at < this.#order.length; at++) {
      const wrong = this.#replay(at);
      if (wrong !== null) return wrong;
    }
    const { ops } = this.#of;
    const level = this.#levels();
    const found = firstInversion(level, 2 * this.#order.length, ops.call, ops.ret);
    return found === null ? LINEARIZABLE : this.#inverted(found);
  }

  /** Of a revision that was only seen: the one change of unknown outcome that can have made it. */
  #findSetter(revision: number): Finding | typeof UNDECIDED | null {
    const { unknown, setter, value, number, from } = this.#of;
    if (setter[revision] !== NONE) return null;
    const able = unknown.get(value[revision] as number) ?? [];
    const [one, ...others] = able.filter((i) => this.#isSeen[i] === 0);
    if (one === undefined) {
      const seen = this.#of.shown(value[revision] as number);
      return {
        ops: [...this.#of.evidence(revision), ...this.#others(revision)],
        support: this.#whereSeen(able),
        because: `${seen} was seen at revision ${String(number[revision])}, when nobody can have set it`,
      };
    }
    // Writes serve alike: the first called the first revision, which leaves the least time. A cas needs more than time.
    if (others.length > 0 && able.some((i) => from[i] !== NONE)) return UNDECIDED;
    this.#isSeen[one] = 1;
    setter[revision] = one;
    this.#of.revision[one] = revision;
    return null;
  }

  /** Who set the value at other revisions. */
  #others(revision: number): readonly number[] {
    const { setter, value } = this.#of;
    return setter.filter((i, at) => i !== NONE && value[at] === value[revision]);
  }

  /** With who saw what they did. */
  #whereSeen(setters: readonly number[]): readonly number[] {
    return setters.flatMap((i) => this.#of.evidence(this.#of.revision[i] as number));
  }

  /** What is wrong with a cas; `UNDECIDED` where a change that nobody saw may have come in between. */
  #replay(at: number): Finding | typeof UNDECIDED | null {
    const { from, unknown, setter, value, number } = this.#of;
    const [before, revision] = [this.#order[at - 1] as number, this.#order[at] as number];
    const expected = from[setter[revision] as number] as number;
    if (expected === NONE || expected === value[before]) return null;
    if (unknown.get(expected)?.some((i) => this.#isSeen[i] === 0) === true) return UNDECIDED;
    const [found, was] = [this.#of.shown(expected), this.#of.shown(value[before] as number)];
    return {
      ops: [...this.#of.evidence(revision), ...this.#of.evidence(before)],
      support: this.#whereSeen(unknown.get(expected) ?? []),
      because: `the cas of revision ${String(number[revision])} found ${found}, but revision ${String(number[before])}, the last before it, had ${was}`,
    };
  }

  #levels(): Int32Array {
    const { revision, setter } = this.#of;
    const place = new Int32Array(this.#order.length);
    for (const [at, each] of this.#order.entries()) place[each] = at;
    return revision.map((each, i) =>
      each === NONE ? NO_LEVEL : 2 * (place[each] as number) + Number(setter[each] !== i),
    );
  }

  #inverted({ low, high }: Inversion): Finding {
    const { revision, number } = this.#of;
    const [lower, higher] = [revision[low] as number, revision[high] as number];
    const because =
      lower === higher
        ? `revision ${String(number[lower])} was seen before its change was called`
        : `revision ${String(number[higher])} was told before an operation of revision ${String(number[lower])} was called`;
    return {
      ops: [low, high],
      support: [...this.#of.evidence(lower), ...this.#of.evidence(higher)],
      because,
    };
  }
}
