// Calls and returns of the required operations in real-time order, as a doubly linked list in two typed arrays: lifting an
// operation out and putting it back are four stores each (Wing & Gong, Lowe). Knows nothing of states.
import { NEVER } from "../op-table.ts";
import type { Problem } from "./problem.ts";

/** The list's head, and what `next` gives at its end. */
export const END = 0;

/** The node of an operation's call; its return is the node after. */
const callNode = (op: number): number => 2 * op + 2;
export const isReturn = (node: number): boolean => (node & 1) === 1;
export const opOf = (node: number): number => (node - 2) >> 1;

/** Nodes: 0 is the head; operation `i` has its call at `2i + 2` and its return at `2i + 3`. */
export class EventList {
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #ret: Int32Array;

  constructor({ call, ret }: Problem) {
    const count = call.length;
    this.#ret = ret;
    this.#next = new Int32Array(2 * count + 2);
    this.#previous = new Int32Array(2 * count + 2);
    // Return and operation in one number: typed arrays sort fast where they need no function to compare.
    const byReturn = new Float64Array(count);
    for (let op = 0; op < count; op++) byReturn[op] = (ret[op] as number) * count + op;
    byReturn.sort();
    let tail = END;
    const append = (node: number): void => {
      this.#next[tail] = node;
      this.#previous[node] = tail;
      tail = node;
    };
    let called = 0;
    for (const key of byReturn) {
      const op = key % count;
      while (called < count && (call[called] as number) < (ret[op] as number))
        append(callNode(called++));
      append(callNode(op) + 1);
    }
    while (called < count) append(callNode(called++));
    this.#next[tail] = END;
    this.#previous[END] = tail;
  }

  next(node: number): number {
    return this.#next[node] as number;
  }

  previous(node: number): number {
    return this.#previous[node] as number;
  }

  /** Takes the call at `node` and its return out. */
  lift(node: number): void {
    this.#unlink(node);
    this.#unlink(node + 1);
  }

  /** Puts back what was lifted last. */
  restore(node: number): void {
    this.#relink(node + 1);
    this.#relink(node);
  }

  #unlink(node: number): void {
    const before = this.#previous[node] as number;
    const after = this.#next[node] as number;
    this.#next[before] = after;
    this.#previous[after] = before;
  }

  #relink(node: number): void {
    this.#next[this.#previous[node] as number] = node;
    this.#previous[this.#next[node] as number] = node;
  }

  /** The rank of a return; `NEVER` at the end. */
  returnAt(node: number): number {
    return node === END ? NEVER : (this.#ret[opOf(node)] as number);
  }

  get bytes(): number {
    return this.#next.byteLength + this.#previous.byteLength;
  }
}
