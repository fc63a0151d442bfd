// States of what only grows at its end (a list, a text) and is read as a whole: the prefixes of what was read, as nodes of a trie.
// All else is one state, since no read can tell it from any other: whatever is appended, it stays none that was read.
import { RowTable } from "./row-table.ts";

/** The empty sequence. */
export const ROOT = 0;
/** What is no prefix of anything read. */
const UNREAD = 1;

/** Sequences of integers from 0; equal ones are the same node. */
export class PrefixTrie {
  /** Rows of (node before, last symbol, one too high). */
  readonly #nodes = new RowTable();
  readonly #keepsUnread: boolean;

  /** `keepsUnread`: sequences that nobody read get nodes, too, so that they can be told. For small histories. */
  constructor(keepsUnread: boolean) {
    this.#keepsUnread = keepsUnread;
    this.#nodes.idOf(-1); // UNREAD
  }

  get bytes(): number {
    return this.#nodes.bytes;
  }

  /** The node of a sequence that was read, made where it is new; `from` the node of its beginning. */
  insert(symbols: Iterable<number>, from = ROOT): number {
    let node = from;
    for (const symbol of symbols) node = this.#nodes.idOf(node, symbol + 1);
    return node;
  }

  /** The node of the sequence with one symbol more. */
  after(node: number, symbol: number): number {
    if (node === UNREAD) return UNREAD;
    if (this.#keepsUnread) return this.#nodes.idOf(node, symbol + 1);
    const next = this.#nodes.find(node, symbol + 1);
    return next < 0 ? UNREAD : next;
  }

  /** The symbols of a node; null for `UNREAD`. */
  sequenceOf(node: number): readonly number[] | null {
    if (node === UNREAD) return null;
    const symbols: number[] = [];
    for (let at = node; at !== ROOT; at = this.#nodes.a(at)) symbols.push(this.#nodes.b(at) - 1);
    return symbols.reverse();
  }
}
