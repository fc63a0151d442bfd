// The general search for a linearization (Wing & Gong 1993, Lowe 2017): operations one after the other, each when it may be
// next, with undo; configurations met before are not entered again. It can be stopped and resumed, and knows only integers.
import { IMPOSSIBLE } from "../../models/model.ts";
import { ConfigurationSet } from "./configuration-set.ts";
import { DeadWrites } from "./dead-writes.ts";
import { END, EventList, isReturn, opOf } from "./event-list.ts";
import { LinearizedOps } from "./linearized-ops.ts";
import type { Problem } from "./problem.ts";
import { UnknownOps } from "./unknown-ops.ts";

export type SearchAnswer = "linearizable" | "impossible" | "undecided";

/** Where the search came furthest: what explains a failure. */
export interface Furthest {
  readonly state: number;
  /** The first return that could not be passed. */
  readonly firstReturn: number;
  /** Positions (in the list of operations) linearized there; null for large problems, and where nobody asked for them. */
  readonly done: readonly number[] | null;
}

export interface SearchOptions {
  /** Without unknown operations it can only prove that there is a linearization. True when left out. */
  readonly withUnknown?: boolean;
  /** Of the memo, when it forgets what lies before a quiescent cut. */
  readonly forgetBytes?: number;
  /** Keeps what was linearized where it came furthest. */
  readonly keepsDone?: boolean;
  /** The list of a search of the same problem that is over: it is as it was at first. */
  readonly events?: EventList;
}

/** Up to so many operations it is kept what was done where the search came furthest; copying costs more than the search. */
const MAX_OPS_WITH_DONE = 400;
/** A memo that is larger forgets what lies before a moment without pending operations. */
const FORGET_BYTES = 1 << 24;

// A level's candidates come in three passes: required operations that look ahead, the other required ones, unknown ones.
const AHEAD = 0;
const UNKNOWN = 2;

/** How a step came about: it has alternatives, or goes along with what it follows. */
const CHOSEN = 0;
const FORCED = 1;

/**
 * Depth-first over configurations. A configuration has a completion if operations not yet linearized can go on from it
 * until all required ones are. Each reduction keeps, for every configuration that has completions, a candidate after which a
 * *shorter* one is left; so by induction over the length none is lost, and the reductions can be combined.
 * - *Pure first*: a required operation that changes no state goes as soon as it can, with no alternative. (Moved to the
 *   front of a completion it changes no state that others see.)
 * - *The goal* is reached when all required operations are linearized.
 * - *Dead writes*: see dead-writes.ts.
 * - *Unknown operations*: see unknown-ops.ts; configurations that have used more of them: see configuration-set.ts.
 * - *Quiescent cuts*: where nothing is pending all completions go through a configuration "everything called so far". Those
 *   are kept for good; what was met before may be forgotten when memory is short: at worst it is walked again up to the cut.
 * Look-ahead changes no set of candidates, only their order: where the operation whose return is next cannot go, those come
 * first after which it can; where it can, it comes first itself if there are unknown operations (without them, the order of
 * calls was found to be better).
 */
export class Search {
  readonly #problem: Problem;
  /** Grows with what must be kept. */
  #forgetBytes: number;
  readonly #keepsDone: boolean;
  readonly #count: number;
  readonly #kind: Int32Array;
  readonly #pure: Uint8Array;
  readonly events: EventList;
  readonly #seen = new ConfigurationSet();
  readonly #done: LinearizedOps;
  readonly #unknown: UnknownOps;
  readonly #dead: DeadWrites;
  // The path: per step its node (a call, or -1 - choice), its level's pass and first return, and the state before it.
  readonly #pathNode: Int32Array;
  readonly #pathPass: Uint8Array;
  readonly #pathLimit: Int32Array;
  readonly #pathState: Int32Array;
  readonly #pathForced: Uint8Array;
  #depth = 0;
  #state: number;
  /** The next candidate at this level: a node or, in the last pass, -1 - choice; `fresh` before the level's pure operations went. */
  #candidate = END;
  #pass = AHEAD;
  #fresh = true;
  /** The first return in the list: nothing called after it can go. */
  #limit = END;
  #furthest: Furthest;
  /** Candidates tried so far. */
  steps = 0;

  constructor(problem: Problem, options: SearchOptions = {}) {
    const { withUnknown = true, forgetBytes = FORGET_BYTES, keepsDone = false, events } = options;
    this.#problem = problem;
    this.#forgetBytes = forgetBytes;
    this.#keepsDone = keepsDone && problem.kind.length <= MAX_OPS_WITH_DONE;
    this.#count = problem.kind.length;
    this.#kind = problem.kind;
    this.#pure = problem.pure;
    this.events = events ?? new EventList(problem);
    this.#unknown = new UnknownOps(problem.object, withUnknown ? problem.families : []);
    this.#done = new LinearizedOps(problem, this.#unknown.used);
    this.#dead = new DeadWrites(problem, this.#unknown.families);
    const path = this.#count + this.#unknown.count + 1;
    this.#pathNode = new Int32Array(path);
    this.#pathPass = new Uint8Array(path);
    this.#pathLimit = new Int32Array(path);
    this.#pathState = new Int32Array(path);
    this.#pathForced = new Uint8Array(path);
    this.#state = problem.object.start;
    this.#furthest = { state: this.#state, firstReturn: -1, done: [] };
  }

  /** What the search holds; it grows. */
  get bytes(): number {
    return this.#seen.bytes + this.#pathNode.length * BYTES_PER_STEP + this.events.bytes;
  }

  get configurations(): number {
    return this.#seen.added;
  }

  /** Where it came furthest, or stands. */
  get furthest(): Furthest {
    this.#noteFurthest();
    return this.#furthest;
  }

  /** Goes on for about `steps` more candidates. */
  run(steps: number): SearchAnswer {
    const end = this.steps + steps;
    while (true) {
      if (this.#fresh) this.#linearizePure();
      if (this.#done.count === this.#count) return "linearizable";
      if (this.#advance()) {
        this.#fresh = true;
      } else {
        this.#noteFurthest();
        if (!this.#backtrack()) return "impossible";
      }
      if (this.steps > end) return "undecided";
    }
  }

  /** Linearizes every pure operation that can go now, and points at the first candidate. */
  #linearizePure(): void {
    const { object } = this.#problem;
    const events = this.events;
    let node = events.next(END);
    while (node !== END && !isReturn(node)) {
      const op = opOf(node);
      this.steps++;
      if (
        this.#pure[op] === 1 &&
        object.step(this.#state, this.#kind[op] as number) !== IMPOSSIBLE
      ) {
        this.#apply(node, this.#state, FORCED);
        node = events.next(events.previous(node));
      } else {
        node = events.next(node);
      }
    }
    this.#limit = node;
    this.#candidate = events.next(END);
    this.#pass = AHEAD;
    this.#fresh = false;
  }

  /** Linearizes the next candidate that leads to a new configuration; false when this level has none left. */
  #advance(): boolean {
    for (; this.#pass < UNKNOWN; this.#pass++) {
      if (this.#advanceRequired()) return true;
      this.#candidate = this.#pass === AHEAD ? this.events.next(END) : -1;
    }
    return this.#advanceUnknown();
  }

  #advanceRequired(): boolean {
    const { object } = this.#problem;
    const target = opOf(this.#limit);
    const targetKind = this.#kind[target] as number;
    const hasUnknown = this.#unknown.choices > 0;
    const canTarget = object.step(this.#state, targetKind) !== IMPOSSIBLE;
    while (this.#candidate !== this.#limit) {
      const node = this.#candidate;
      const op = opOf(node);
      this.#candidate = this.events.next(node);
      if (this.#pure[op] === 1) continue;
      this.steps++;
      const after = object.step(this.#state, this.#kind[op] as number);
      if (after === IMPOSSIBLE) continue;
      const isAhead = canTarget
        ? op === target || !hasUnknown
        : object.step(after, targetKind) !== IMPOSSIBLE;
      if (isAhead !== (this.#pass === AHEAD)) continue;
      if (this.#choose(node, after)) return true;
    }
    return false;
  }

  #advanceUnknown(): boolean {
    const unknown = this.#unknown;
    if (-1 - this.#candidate >= unknown.choices) return false;
    const firstReturn = this.events.returnAt(this.#limit);
    for (let choice = -1 - this.#candidate; choice < unknown.choices; choice++) {
      this.steps++;
      const after = unknown.after(choice, this.#state, firstReturn);
      if (after === IMPOSSIBLE || !this.#isOfUse(after, firstReturn)) continue;
      if (this.#choose(-1 - choice, after)) return true;
    }
    this.#candidate = -1 - unknown.choices;
    return false;
  }

  /** Whether an operation that could go next would tell `after` from the present state. */
  #isOfUse(after: number, firstReturn: number): boolean {
    const { object } = this.#problem;
    for (let node = this.events.next(END); node !== this.#limit; node = this.events.next(node)) {
      const kind = this.#kind[opOf(node)] as number;
      this.steps++;
      const then = object.step(after, kind);
      if (then !== IMPOSSIBLE && then !== object.step(this.#state, kind)) return true;
    }
    return this.#unknown.tells(after, this.#state, firstReturn);
  }

  /** Takes a step with alternatives, with what goes along; false, and nothing done, where that was met before. */
  #choose(node: number, after: number): boolean {
    this.#apply(node, after, CHOSEN);
    if (node > END) this.#absorb(opOf(node));
    const isCut = this.#done.isCut();
    if (this.#seen.add(this.#state, this.#done, isCut)) {
      if (isCut && this.#seen.bytes > this.#forgetBytes) this.#forget();
      return true;
    }
    while (this.#undoForced());
    this.#undo();
    return false;
  }

  /** What is kept may be nearly all: looked through again and again, it would cost its square. */
  #forget(): void {
    this.#seen.forget();
    this.#forgetBytes = Math.max(this.#forgetBytes, this.#seen.bytes * 2);
  }

  /** After an overwriting write: dead writes that could have gone right before it did. */
  #absorb(overwriting: number): void {
    if (!this.#dead.overwrites(overwriting)) return;
    const events = this.events;
    const { call } = this.#problem;
    // The write's own return may have been first: what was called after that cannot go before it.
    const firstReturn = events.returnAt(this.#limit);
    for (let node = events.next(END); node !== END && !isReturn(node); node = events.next(node)) {
      const op = opOf(node);
      if ((call[op] as number) > firstReturn) return;
      this.steps++;
      if (this.#dead.isDead(op, this.#done)) {
        const before = events.previous(node);
        this.#apply(node, this.#state, FORCED);
        node = before;
      }
    }
  }

  /** Undoes up to the last step that had an alternative and points after it; false when there is none. */
  #backtrack(): boolean {
    while (this.#undoForced()) this.steps++;
    if (this.#depth === 0) return false;
    const at = this.#depth - 1;
    const node = this.#undo();
    this.steps++;
    this.#pass = this.#pathPass[at] as number;
    this.#limit = this.#pathLimit[at] as number;
    this.#candidate = node > END ? this.events.next(node) : node - 1;
    return true;
  }

  #apply(node: number, after: number, forced: typeof CHOSEN | typeof FORCED): void {
    const at = this.#depth++;
    this.#pathNode[at] = node;
    this.#pathPass[at] = this.#pass;
    this.#pathLimit[at] = this.#limit;
    this.#pathState[at] = this.#state;
    this.#pathForced[at] = forced;
    this.#state = after;
    this.#done.push(at);
    if (node < END) {
      this.#unknown.use(-1 - node);
      return;
    }
    this.events.lift(node);
    this.#done.add(opOf(node));
  }

  /** Undoes the last step where it was forced. */
  #undoForced(): boolean {
    if (this.#depth === 0 || this.#pathForced[this.#depth - 1] === CHOSEN) return false;
    this.#undo();
    return true;
  }

  /** Undoes the last step and gives its node. */
  #undo(): number {
    const at = --this.#depth;
    const node = this.#pathNode[at] as number;
    this.#state = this.#pathState[at] as number;
    if (node < END) {
      this.#unknown.giveBack(-1 - node);
    } else {
      this.events.restore(node);
      this.#done.remove(opOf(node));
    }
    this.#done.pop(at);
    return node;
  }

  #noteFurthest(): void {
    if (this.#limit === END) return;
    const firstReturn = this.events.returnAt(this.#limit);
    if (firstReturn <= this.#furthest.firstReturn) return;
    const done = this.#keepsDone ? this.#positions() : null;
    this.#furthest = { state: this.#state, firstReturn, done };
  }

  #positions(): readonly number[] {
    const { op } = this.#problem;
    const required = [...this.#pathNode.subarray(0, this.#depth)].filter((node) => node > END);
    return [...required.map((node) => op[opOf(node)] as number), ...this.#unknown.positions()];
  }
}

/** Of the path's columns. */
const BYTES_PER_STEP = 22;
