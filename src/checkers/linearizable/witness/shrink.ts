// Shrinks a failing history of one object to a small one that fails for the same reason: delta debugging under a rule that keeps
// every step sound. Knows models by the facts of their operations alone.
import type { Json } from "../../../core/json.ts";
import type { Operation } from "../../../core/op.ts";
import type { Meaning, Model } from "../../models/model.ts";
import { decide, type Ending } from "../search/decide.ts";
import { entriesOf, problemOf } from "../search/problem.ts";

/** A failing sub-history, in order of calls. */
export interface Shrunk {
  readonly ops: readonly Operation[];
  /** None can be left out (with what rests on it) without the rest becoming linearizable. */
  readonly minimal: boolean;
}

export interface ShrinkLimits {
  /** Over all attempts. */
  readonly steps: number;
  readonly elapsedMs: () => number;
  readonly timeMs: number;
}

/** One attempt may take so many steps; what is harder counts as not failing. */
const STEPS_PER_ATTEMPT = 200_000;
const FIRST_WINDOW = 4;

/**
 * The rule: a sub-history may be taken when its failing implies that the whole fails, that is, when each linearization of the
 * whole gives one of the part. Two steps have that property.
 * 1. *Cutting at a moment*: operations called later go, those still open then become unknown. (A linearization of the whole,
 *    up to the last operation that returned before, is one of the part.)
 * 2. *Closed removal*: besides operations that change nothing, operations go that establish facts, each together with all that need
 *    one of its facts; and once one is gone, all that refute. (Take a linearization of the whole; leave out first what only
 *    looks, then the rest from the last to the first: by promise 2 of `Meaning` it stays legal each time.)
 * `blockedAt` is the first return that the search could not pass, where it is known. Every step that is
 * accepted is checked by search.
 */
export function shrink(
  model: Model,
  initial: Json,
  ops: readonly Operation[],
  blockedAt: number | null,
  limits: ShrinkLimits,
): Shrunk {
  if (limits.timeMs === 0) return { ops, minimal: false };
  const trial = new Trial(model, initial, limits);
  const cut = blockedAt === null ? ops : cutAt(ops, blockedAt);
  // The search knew how the operations open at the cut would end; without that, it may pass.
  const start = cut === ops || trial.fails(cut, limits.steps / 2) ? cut : ops;
  const before = new FactGraph(model, initial, start);
  const failing = before.opsOf(reduce(before, trial, window(before, trial)));
  // Now with how everything ended: closed in the whole history, it may go on shrinking.
  const whole = new FactGraph(model, initial, ops);
  const small = whole.positionsOf(failing);
  if (!whole.hasFacts) return { ops: whole.opsOf(small), minimal: isMinimal(whole, trial, small) };
  const closed = whole.closedAbove(small);
  if (!trial.fails(whole.opsOf(closed))) return { ops: whole.opsOf(small), minimal: false };
  const smallest = reduce(whole, trial, closed);
  return { ops: whole.opsOf(smallest), minimal: isMinimal(whole, trial, smallest) };
}

/** The history as somebody saw it right after the event at rank `moment`. */
function cutAt(ops: readonly Operation[], moment: number): readonly Operation[] {
  return ops
    .filter((op) => op.index < moment)
    .map((op) =>
      op.completion !== null && op.completion > moment && op.outcome.type !== "fail"
        ? { ...op, completion: null, end: null, outcome: LATER }
        : op,
    )
    .filter((op) => op.outcome.type !== "fail" || (op.completion ?? 0) <= moment);
}

const LATER = {
  type: "info",
  error: { code: "later", message: "it ended after the moment that matters" },
} as const;

/** Decides attempts and counts what they cost. */
export class Trial {
  readonly #model: Model;
  readonly #initial: Json;
  readonly #limits: ShrinkLimits;
  #steps = 0;

  constructor(model: Model, initial: Json, limits: ShrinkLimits) {
    this.#model = model;
    this.#initial = initial;
    this.#limits = limits;
  }

  get isOver(): boolean {
    return this.#steps > this.#limits.steps || this.#limits.elapsedMs() > this.#limits.timeMs;
  }

  fails(ops: readonly Operation[], steps = STEPS_PER_ATTEMPT): boolean {
    return this.#endingOf(ops, steps) === "impossible";
  }

  passes(ops: readonly Operation[]): boolean {
    return this.#endingOf(ops, STEPS_PER_ATTEMPT) === "linearizable";
  }

  #endingOf(ops: readonly Operation[], steps: number): Ending {
    if (this.isOver) return "steps";
    const { elapsedMs, timeMs } = this.#limits;
    const prepared = problemOf(this.#model.create(this.#initial), ops);
    if (!prepared.possible) return "impossible";
    const budget = { steps, timeMs, memoryBytes: Infinity };
    const { ending, steps: spent } = decide(prepared.problem, budget, elapsedMs);
    this.#steps += ops.length + spent;
    return ending;
  }
}

/** Positions in a history, ascending. */
type Positions = readonly number[];

/** Which operations rest on which. */
class FactGraph {
  readonly all: Positions;
  readonly #ops: readonly Operation[];
  readonly #meanings = new Map<number, Meaning>();
  readonly #writers = new Map<number, number[]>();
  /** Without them nothing can be said of what rests on what. */
  readonly hasFacts: boolean;

  constructor(model: Model, initial: Json, ops: readonly Operation[]) {
    this.#ops = ops;
    const entries = entriesOf(model.create(initial), ops);
    this.all = [...entries.op.subarray(0, entries.count)];
    this.hasFacts = entries.meaning.every(({ establishes }) => establishes !== null);
    for (const [i, meaning] of entries.meaning.entries()) {
      const op = entries.op[i] as number;
      this.#meanings.set(op, meaning);
      for (const fact of meaning.establishes ?? []) {
        const writers = this.#writers.get(fact);
        if (writers === undefined) this.#writers.set(fact, [op]);
        else writers.push(op);
      }
    }
  }

  opsOf(kept: Positions): readonly Operation[] {
    return kept.map((position) => this.#ops[position] as Operation);
  }

  /** Where the same operations stand here. */
  positionsOf(ops: readonly Operation[]): Positions {
    const wanted = new Set(ops.map(({ index }) => index));
    return this.all.filter((position) => wanted.has((this.#ops[position] as Operation).index));
  }

  isRemovable(position: number): boolean {
    return this.hasFacts || this.#meaning(position).pure;
  }

  /** `kept` without what the rule takes along: all that need a fact of, or refute in the absence of, an operation not kept. */
  closedBelow(kept: Positions): Positions {
    const left = new Set(kept);
    const gone = new Set<number>();
    for (const position of this.all)
      if (!left.has(position))
        for (const fact of this.#meaning(position).establishes ?? []) gone.add(fact);
    for (let before = -1; before !== left.size;) {
      before = left.size;
      for (const position of left) {
        const { needs, refutes, establishes } = this.#meaning(position);
        if (!needs.some((fact) => gone.has(fact)) && (refutes.length === 0 || gone.size === 0))
          continue;
        left.delete(position);
        for (const fact of establishes ?? []) gone.add(fact);
      }
    }
    return kept.filter((position) => left.has(position));
  }

  /** `kept` with all that establish what it needs, and what they need in turn. */
  closedAbove(kept: Positions): Positions {
    const all = new Set(kept);
    const work = [...kept];
    for (let position = work.pop(); position !== undefined; position = work.pop())
      for (const fact of this.#meaning(position).needs)
        for (const writer of this.#writers.get(fact) ?? [])
          if (!all.has(writer)) {
            all.add(writer);
            work.push(writer);
          }
    return this.closedBelow([...all].sort((a, b) => a - b));
  }

  #meaning(position: number): Meaning {
    return this.#meanings.get(position) as Meaning;
  }
}

/** The shortest doubling window at the end that fails with what it rests on; everything when none does. */
function window(history: FactGraph, trial: Trial): Positions {
  const { all } = history;
  if (!all.every((position) => history.isRemovable(position))) return all;
  for (let size = FIRST_WINDOW; size < all.length; size *= 2) {
    const candidate = history.closedAbove(all.slice(-size));
    if (trial.fails(history.opsOf(candidate))) return candidate;
  }
  return all;
}

/** Takes chunks out as long as the rest fails, from halves down to single operations. */
function reduce(history: FactGraph, trial: Trial, start: Positions): Positions {
  let kept = start;
  let chunk = Math.ceil(kept.length / 2);
  while (chunk >= 1) {
    let removed = false;
    for (let from = 0; from < kept.length && !trial.isOver;) {
      const candidate = history.closedBelow(
        kept.filter((p, i) => i < from || i >= from + chunk || !history.isRemovable(p)),
      );
      if (candidate.length < kept.length && trial.fails(history.opsOf(candidate))) {
        kept = candidate;
        removed = true;
      } else {
        from += chunk;
      }
    }
    if (trial.isOver) return kept;
    chunk = chunk > 1 ? Math.ceil(chunk / 2) : removed ? 1 : 0;
  }
  return kept;
}

/** An operation that the rule never removes is left out for this question alone. */
function isMinimal(history: FactGraph, trial: Trial, kept: Positions): boolean {
  return kept.every((position) => {
    const others = kept.filter((other) => other !== position);
    const without = history.isRemovable(position) ? history.closedBelow(others) : others;
    return trial.passes(history.opsOf(without));
  });
}
