// Decides many objects of one history under common limits: round robin with doubling budgets, so that a hard object cannot hide
// an easy violation. Pure but for the stopwatch it is handed; runs in the process or in a worker.
import type { EventList } from "./event-list.ts";
import type { Problem } from "./problem.ts";
import { Search } from "./search.ts";

/** What one call may spend, over all objects together. */
export interface Limits {
  readonly steps: number;
  readonly timeMs: number;
  readonly memoryBytes: number;
}

/** How an object's search ended; the last three are limits reached. */
export type Ending = "linearizable" | "impossible" | "steps" | "timeout" | "memory";

export interface Decision {
  readonly ending: Ending;
  readonly steps: number;
  readonly configurations: number;
  /** The first return that no order could pass, or that none had passed when the search was stopped; null where there is none. */
  readonly blockedAt: number | null;
}

const FIRST_BUDGET_STEPS = 1 << 13;
/** Between two looks at the clock and the memory. */
const SLICE_STEPS = 1 << 12;
/** Once one object is known to fail, the others get so many steps each: the verdict stands, they only add to it. */
const STEPS_AFTER_VIOLATION = 1 << 14;

/**
 * One object's searches. The one without unknown operations can only prove that there is a linearization, but is often done
 * at once; the other one decides.
 */
class Contest {
  readonly #problem: Problem;
  #quick: Search | null;
  #full: Search | null = null;
  /** Of a quick search that is over. */
  #quickSteps = 0;
  #events: EventList | null = null;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#quick =
      problem.families.length === 0 ? null : new Search(problem, { withUnknown: false });
  }

  get bytes(): number {
    const { bytes = 0 } = this.#problem.object;
    return bytes + (this.#full?.bytes ?? 0) + (this.#quick?.bytes ?? 0);
  }

  get steps(): number {
    return (this.#full?.steps ?? 0) + (this.#quick?.steps ?? this.#quickSteps);
  }

  /** Gives each search so many steps; null while undecided. */
  run(steps: number): Ending | null {
    const quick = this.#quick?.run(steps) ?? "impossible";
    if (quick === "linearizable") return quick;
    if (quick === "impossible") this.#dropQuick();
    this.#full ??= new Search(this.#problem, this.#events === null ? {} : { events: this.#events });
    const full = this.#full.run(steps);
    return full === "undecided" ? null : full;
  }

  #dropQuick(): void {
    if (this.#quick === null) return;
    this.#quickSteps = this.#quick.steps;
    this.#events = this.#quick.events;
    this.#quick = null;
  }

  decision(ending: Ending): Decision {
    const searches = [this.#full, this.#quick].filter((search) => search !== null);
    const reached = Math.max(-1, ...searches.map(({ furthest }) => furthest.firstReturn));
    return {
      ending,
      steps: this.steps,
      configurations: searches[0]?.configurations ?? 0,
      blockedAt: reached < 0 ? null : reached,
    };
  }
}

/** What an object's turn begins with: its problem, or that there is nothing to search. */
export type Prepare = () => Problem | Decision;

/** `elapsedMs` is the time since the call that these limits are for. */
export function decide(problem: Problem, limits: Limits, elapsedMs: () => number): Decision {
  const deciding = decideBySlices([() => problem], limits, elapsedMs);
  let step = deciding.next();
  while (step.done !== true) step = deciding.next();
  return step.value[0] as Decision;
}

/**
 * One decision an object, in order; pauses after each slice of work: whoever runs it may do something else, or leave it. An object is
 * prepared when its turn comes, since most end in their first: of many easy ones only one is held at a time.
 */
export function* decideBySlices(
  objects: readonly Prepare[],
  limits: Limits,
  elapsedMs: () => number,
): Generator<void, Decision[]> {
  const decisions: Decision[] = [];
  const open = new Map<number, Contest | null>(objects.map((_, index) => [index, null]));
  let held = 0;
  let spent = 0;
  let violated = false;
  for (let budget = FIRST_BUDGET_STEPS; open.size > 0; budget *= 2) {
    for (const [index, begun] of open) {
      const contest = begun ?? beginning(objects[index] as Prepare, spent, limits, elapsedMs);
      if (!(contest instanceof Contest)) {
        violated ||= contest.ending === "impossible";
        decisions[index] = contest;
        open.delete(index);
        continue;
      }
      const before = contest.steps;
      held -= begun?.bytes ?? 0;
      const left = { ...limits, memoryBytes: limits.memoryBytes - held };
      let ending = yield* runSlices(contest, budget, left, elapsedMs);
      spent += contest.steps - before;
      const most = violated ? STEPS_AFTER_VIOLATION : Infinity;
      if (spent > limits.steps || contest.steps > most) ending ??= "steps";
      if (ending === null) {
        held += contest.bytes;
        open.set(index, contest);
        continue;
      }
      violated ||= ending === "impossible";
      decisions[index] = contest.decision(ending);
      open.delete(index);
    }
  }
  return decisions;
}

/** Where a limit is reached already, nothing begins. */
function beginning(
  prepare: Prepare,
  spent: number,
  { steps, timeMs }: Limits,
  elapsedMs: () => number,
): Contest | Decision {
  if (spent > steps) return undecided("steps");
  if (spent > 0 && elapsedMs() > timeMs) return undecided("timeout");
  const prepared = prepare();
  return "ending" in prepared ? prepared : new Contest(prepared);
}

const undecided = (ending: Ending): Decision => ({
  ending,
  steps: 0,
  configurations: 0,
  blockedAt: null,
});

function* runSlices(
  contest: Contest,
  budget: number,
  limits: Limits,
  elapsedMs: () => number,
): Generator<void, Ending | null> {
  for (let left = budget; left > 0; left -= SLICE_STEPS) {
    const ending = contest.run(Math.min(left, SLICE_STEPS));
    if (ending !== null) return ending;
    if (contest.bytes > limits.memoryBytes) return "memory";
    if (elapsedMs() > limits.timeMs) return "timeout";
    yield;
  }
  return null;
}
