// Which operations are linearized at one point of a search: a window of bits, a hash kept up to date, and the moments when nothing
// is pending. Knows nothing of states.
import type { Problem } from "./problem.ts";

/**
 * All required operations before `base` are linearized, none after `last`; between them `words` tells, one bit each. Pure
 * bookkeeping: `push` and `pop` keep what changes by steps and cannot be computed back.
 */
export class LinearizedOps {
  hash = 0;
  base = 0;
  last = -1;
  count = 0;
  readonly words: Int32Array;
  /** Per family of unknown operations: how many are linearized. */
  readonly used: Int32Array;
  readonly #size: number;
  readonly #zobrist: Int32Array;
  /** Bit per operation: all called before it have returned when it is called. */
  readonly #cut: Uint8Array;
  readonly #bases: Int32Array;
  readonly #lasts: Int32Array;

  constructor({ call, ret, families }: Problem, used: Int32Array) {
    const size = call.length;
    const path = size + families.reduce((sum, { ops }) => sum + ops.length, 0) + 1;
    this.#size = size;
    this.used = used;
    this.words = new Int32Array((size >> 5) + 1);
    this.#zobrist = zobristOf(size);
    this.#cut = cutsOf(call, ret);
    this.#bases = new Int32Array(path);
    this.#lasts = new Int32Array(path);
  }

  /** Before the step at this depth. */
  push(depth: number): void {
    this.#bases[depth] = this.base;
    this.#lasts[depth] = this.last;
  }

  /** After the step at this depth was undone. */
  pop(depth: number): void {
    this.base = this.#bases[depth] as number;
    this.last = this.#lasts[depth] as number;
  }

  add(op: number): void {
    this.#flip(op);
    this.count++;
    if (op > this.last) this.last = op;
    while (this.base < this.#size && this.has(this.base)) this.base++;
  }

  remove(op: number): void {
    this.#flip(op);
    this.count--;
  }

  has(op: number): boolean {
    return (((this.words[op >> 5] as number) >>> (op & 31)) & 1) === 1;
  }

  /** Whether all that was called so far is linearized, and had returned before the next was called. */
  isCut(): boolean {
    return this.base === this.count && this.#cut[this.base] === 1;
  }

  #flip(op: number): void {
    this.words[op >> 5] = (this.words[op >> 5] as number) ^ (1 << (op & 31));
    this.hash ^= this.#zobrist[op] as number;
  }
}

function cutsOf(call: Int32Array, ret: Int32Array): Uint8Array {
  const cuts = new Uint8Array(call.length + 1);
  let latest = -1;
  for (let op = 0; op < call.length; op++) {
    if (latest < (call[op] as number)) cuts[op] = 1;
    if ((ret[op] as number) > latest) latest = ret[op] as number;
  }
  return cuts;
}

const FIRST_WORDS = 1 << 10;
/** The words made so far: they are the same for all. */
let known = new Int32Array(0);

/** One pseudo-random word an operation, or more (splitmix-like, fixed: the search must not depend on a run's seed). */
function zobristOf(count: number): Int32Array {
  if (count <= known.length) return known;
  const words = new Int32Array(Math.max(count, 2 * known.length, FIRST_WORDS));
  let seed = 0x2545f491;
  for (let i = 0; i < words.length; i++) {
    seed = (seed + 0x6d2b79f5) | 0;
    let word = Math.imul(seed ^ (seed >>> 15), seed | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    words[i] = word ^ (word >>> 14);
  }
  return (known = words);
}
