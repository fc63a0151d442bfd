// Decides many objects of one history under common limits: round robin with doubling budgets, so that a hard object cannot hide
// an easy violation. Pure but for the stopwatch it is handed; runs in the process or in a worker.
import type { Furthest } from "./search.ts";
import { Search, type SearchAnswer } from "./search.ts";
import type { Problem } from "./problem.ts";

/** What one call may spend, over all objects together. */
export interface Limits {
  readonly steps: number;
  readonly timeMs: number;
  readonly memoryBytes: number;
}

/** How an object's search ended; the last three are limits reached. */
export type Outcome = "linearizable" | "impossible" | "steps" | "timeout" | "memory";

export interface Decision {
  readonly outcome: Outcome;
  readonly steps: number;
  readonly configurations: number;
  readonly furthest: Furthest | null;
}

const FIRST_BUDGET_STEPS = 1 << 13;
/** Between two looks at the clock and the memory. */
const SLICE_STEPS = 1 << 14;
/** Once one object is known to fail, the others get so many steps each: the verdict stands, they only add to it. */
const STEPS_AFTER_VIOLATION = 1 << 17;

/**
 * One object's searches. The one without unknown operations can only prove that there is a linearization, but is often done
 * at once; the other one decides.
 */
class Contest {
  readonly #full: Search;
  #quick: Search | null;
  #outcome: Outcome | null = null;

  constructor(problem: Problem) {
    this.#full = new Search(problem);
    this.#quick = problem.families.length === 0 ? null : new Search(problem, false);
  }

  get outcome(): Outcome | null {
    return this.#outcome;
  }

  /** Ends it; the first end counts. */
  end(outcome: Outcome): void {
    this.#outcome ??= outcome;
  }

  get bytes(): number {
    return this.#full.bytes + (this.#quick?.bytes ?? 0);
  }

  get steps(): number {
    return this.#full.steps + (this.#quick?.steps ?? 0);
  }

  run(steps: number): void {
    if (this.#quick !== null) {
      const answer = this.#quick.run(steps);
      if (answer !== "undecided") this.#quick = null;
      if (answer === "linearizable") return this.end(answer);
    }
    const answer: SearchAnswer = this.#full.run(steps);
    if (answer !== "undecided") this.end(answer);
  }

  decision(): Decision {
    return {
      outcome: this.#outcome ?? "steps",
      steps: this.steps,
      configurations: this.#full.configurations,
      furthest: this.#full.furthest,
    };
  }
}

/** One decision an object, in order. `elapsedMs` is the time since the call that these limits are for. */
export function decide(
  problems: readonly Problem[],
  limits: Limits,
  elapsedMs: () => number,
): Decision[] {
  const decisions: Decision[] = [];
  let open = problems.map((problem, index) => ({ index, contest: new Contest(problem) }));
  let spent = 0;
  let violated = false;
  const settle = ({ index, contest }: (typeof open)[number]): void => {
    decisions[index] = contest.decision();
    violated ||= contest.outcome === "impossible";
  };
  for (let budget = FIRST_BUDGET_STEPS; open.length > 0; budget *= 2) {
    for (const entry of open) {
      const before = entry.contest.steps;
      const others = open.reduce((sum, o) => (o === entry ? sum : sum + o.contest.bytes), 0);
      runSlices(
        entry.contest,
        budget,
        { ...limits, memoryBytes: limits.memoryBytes - others },
        elapsedMs,
      );
      spent += entry.contest.steps - before;
      if (violated && entry.contest.steps > STEPS_AFTER_VIOLATION) entry.contest.end("steps");
      if (spent > limits.steps) entry.contest.end("steps");
      if (entry.contest.outcome !== null) settle(entry);
    }
    open = open.filter(({ contest }) => contest.outcome === null);
  }
  return decisions;
}

function runSlices(
  contest: Contest,
  budget: number,
  limits: Limits,
  elapsedMs: () => number,
): void {
  for (let left = budget; left > 0 && contest.outcome === null; left -= SLICE_STEPS) {
    contest.run(Math.min(left, SLICE_STEPS));
    if (contest.outcome !== null) return;
    if (contest.bytes > limits.memoryBytes) contest.end("memory");
    else if (elapsedMs() > limits.timeMs) contest.end("timeout");
  }
}
