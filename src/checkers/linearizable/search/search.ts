// The general search for a linearization (Wing & Gong 1993, Lowe 2017): operations one after the other, each when it may be
// next, with undo; configurations met before are not entered again. It can be stopped and resumed, and knows only integers.
import { IMPOSSIBLE } from "../../models/model.ts";
import { ConfigurationSet, type LinearizedSet } from "./configuration-set.ts";
import { callNode, END, EventList, isReturn, opOf } from "./event-list.ts";
import type { Problem } from "./problem.ts";

export type SearchAnswer = "linearizable" | "impossible" | "undecided";

/** Where the search came furthest: what explains a failure. */
export interface Furthest {
  readonly state: number;
  /** The first return that could not be passed. */
  readonly firstReturn: number;
  /** Positions (in the list of operations) linearized there, in order; null for large problems, which do not keep it. */
  readonly order: readonly number[] | null;
}

/** Up to so many operations the order that came furthest is kept; copying it each time would cost more than the search. */
const MAX_OPS_WITH_ORDER = 400;

/**
 * Depth-first over configurations. Reductions, all exact:
 * - *pure first*: a required operation that changes no state goes as soon as it can, with no alternative;
 * - unknown operations are tried when no required one is left to try, never where they change nothing, and of a family
 *   only the one called first;
 * - the goal is reached when all required ones are linearized.
 */
export class Search {
  readonly #problem: Problem;
  readonly #events: EventList;
  readonly #seen = new ConfigurationSet();
  readonly #set: LinearizedSet;
  readonly #zobrist: Int32Array;
  /** Per choice of an unknown operation: its family and what it does. */
  readonly #choiceFamily: readonly number[];
  readonly #choiceKind: readonly number[];
  // The path: per step its node (a call, or -1 - choice), what was before it, and whether it was forced.
  readonly #pathNode: Int32Array;
  readonly #pathState: Int32Array;
  readonly #pathBase: Int32Array;
  readonly #pathLast: Int32Array;
  readonly #pathForced: Uint8Array;
  #depth = 0;
  #linearized = 0;
  #state: number;
  /** The next candidate at this level: a node, or -1 - choice; `fresh` before the level's pure operations went. */
  #candidate = END;
  #fresh = true;
  #furthest: Furthest;
  /** Candidates tried so far. */
  steps = 0;

  constructor(problem: Problem, withUnknown = true) {
    const families = withUnknown ? problem.families : [];
    const count = problem.kind.length;
    const path = count + families.reduce((sum, family) => sum + family.ops.length, 0) + 1;
    this.#problem = problem;
    this.#events = new EventList(problem);
    this.#set = {
      hash: 0,
      base: 0,
      last: -1,
      words: new Int32Array((count >> 5) + 1),
      used: new Int32Array(families.length),
    };
    this.#zobrist = zobristOf(count + families.length);
    this.#choiceFamily = families.flatMap((family, i) => family.kinds.map(() => i));
    this.#choiceKind = families.flatMap((family) => family.kinds);
    this.#pathNode = new Int32Array(path);
    this.#pathState = new Int32Array(path);
    this.#pathBase = new Int32Array(path);
    this.#pathLast = new Int32Array(path);
    this.#pathForced = new Uint8Array(path);
    this.#state = problem.object.start;
    this.#furthest = { state: this.#state, firstReturn: -1, order: [] };
  }

  get bytes(): number {
    return this.#seen.bytes;
  }

  get configurations(): number {
    return this.#seen.size;
  }

  get furthest(): Furthest {
    return this.#furthest;
  }

  /** Goes on for about `steps` more candidates. */
  run(steps: number): SearchAnswer {
    const end = this.steps + steps;
    while (true) {
      if (this.#fresh) this.#linearizePure();
      if (this.#linearized === this.#problem.kind.length) return "linearizable";
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
    const { pure, kind, object } = this.#problem;
    const events = this.#events;
    let node = events.next(END);
    while (node !== END && !isReturn(node)) {
      const op = opOf(node);
      this.steps++;
      if (pure[op] === 1 && object.step(this.#state, kind[op] as number) !== IMPOSSIBLE) {
        this.#apply(node, this.#state, 1);
        node = events.next(events.previous(node));
      } else {
        node = events.next(node);
      }
    }
    this.#candidate = events.next(END);
    this.#fresh = false;
  }

  /** Linearizes the next candidate that leads to a new configuration; false when this level has none left. */
  #advance(): boolean {
    const { pure, kind, object } = this.#problem;
    while (this.#candidate > END && !isReturn(this.#candidate)) {
      const node = this.#candidate;
      const op = opOf(node);
      this.steps++;
      this.#candidate = this.#events.next(node);
      if (pure[op] === 1) continue;
      const after = object.step(this.#state, kind[op] as number);
      if (after === IMPOSSIBLE) continue;
      this.#apply(node, after, 0);
      if (this.#seen.add(after, this.#set)) return true;
      this.#undo();
    }
    if (this.#candidate >= END) this.#candidate = -1;
    return this.#advanceUnknown();
  }

  #advanceUnknown(): boolean {
    const { families, object } = this.#problem;
    const choices = this.#choiceFamily.length;
    if (-1 - this.#candidate >= choices) return false;
    const limit = this.#events.firstReturn();
    for (let choice = -1 - this.#candidate; choice < choices; choice++) {
      this.steps++;
      const family = this.#choiceFamily[choice] as number;
      const call = families[family]?.calls[this.#set.used[family] as number];
      if (call === undefined || call > limit) continue;
      const after = object.step(this.#state, this.#choiceKind[choice] as number);
      if (after === IMPOSSIBLE || after === this.#state) continue;
      this.#apply(-1 - choice, after, 0);
      if (this.#seen.add(after, this.#set)) return true;
      this.#undo();
    }
    this.#candidate = -1 - choices;
    return false;
  }

  /** Undoes up to the last step that had an alternative and points after it; false when there is none. */
  #backtrack(): boolean {
    while (this.#depth > 0) {
      const forced = this.#pathForced[this.#depth - 1] === 1;
      const node = this.#undo();
      this.steps++;
      if (forced) continue;
      this.#candidate = node > 0 ? this.#events.next(node) : node - 1;
      return true;
    }
    return false;
  }

  #apply(node: number, after: number, forced: 0 | 1): void {
    const set = this.#set;
    const at = this.#depth++;
    this.#pathNode[at] = node;
    this.#pathState[at] = this.#state;
    this.#pathBase[at] = set.base;
    this.#pathLast[at] = set.last;
    this.#pathForced[at] = forced;
    this.#state = after;
    if (node < 0) {
      this.#use(this.#choiceFamily[-1 - node] as number, 1);
      return;
    }
    const op = opOf(node);
    this.#events.lift(node);
    this.#flip(op);
    this.#linearized++;
    if (op > set.last) set.last = op;
    const count = this.#problem.kind.length;
    while (set.base < count && ((set.words[set.base >> 5] as number) >>> (set.base & 31)) & 1)
      set.base++;
  }

  /** Undoes the last step and gives its node. */
  #undo(): number {
    const at = --this.#depth;
    const node = this.#pathNode[at] as number;
    this.#state = this.#pathState[at] as number;
    this.#set.base = this.#pathBase[at] as number;
    this.#set.last = this.#pathLast[at] as number;
    if (node < 0) {
      this.#use(this.#choiceFamily[-1 - node] as number, -1);
      return node;
    }
    this.#events.restore(node);
    this.#flip(opOf(node));
    this.#linearized--;
    return node;
  }

  #flip(op: number): void {
    const words = this.#set.words;
    words[op >> 5] = (words[op >> 5] as number) ^ (1 << (op & 31));
    this.#set.hash ^= this.#zobrist[op] as number;
  }

  #use(family: number, change: number): void {
    const { used } = this.#set;
    const salt = this.#zobrist[this.#problem.kind.length + family] as number;
    const before = used[family] as number;
    used[family] = before + change;
    this.#set.hash ^= Math.imul(salt, before + 1) ^ Math.imul(salt, before + change + 1);
  }

  #noteFurthest(): void {
    const firstReturn = this.#events.firstReturn();
    if (firstReturn <= this.#furthest.firstReturn) return;
    const small = this.#pathNode.length <= MAX_OPS_WITH_ORDER;
    this.#furthest = { state: this.#state, firstReturn, order: small ? this.#order() : null };
  }

  #order(): readonly number[] {
    const used = new Int32Array(this.#set.used.length);
    const order: number[] = [];
    for (const node of this.#pathNode.subarray(0, this.#depth)) {
      if (node >= callNode(0)) {
        order.push(this.#problem.op[opOf(node)] as number);
        continue;
      }
      const family = this.#choiceFamily[-1 - node] as number;
      const nth = used[family] as number;
      used[family] = nth + 1;
      order.push(this.#problem.families[family]?.ops[nth] as number);
    }
    return order;
  }
}

/** One pseudo-random word an operation (splitmix-like, fixed: the search must not depend on a run's seed). */
function zobristOf(count: number): Int32Array {
  const words = new Int32Array(count);
  let seed = 0x2545f491;
  for (let i = 0; i < count; i++) {
    seed = (seed + 0x6d2b79f5) | 0;
    let word = Math.imul(seed ^ (seed >>> 15), seed | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    words[i] = word ^ (word >>> 14);
  }
  return words;
}
