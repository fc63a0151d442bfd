// Persistent arrays of integers as hash-consed trees: equal arrays are one integer, and a change costs the logarithm of the
// array's length, in time and in memory. States of queues, sets and groups of registers are such arrays.
import { RowTable } from "./row-table.ts";

/** The array of nothing but zeros. */
export const EMPTY = 0;

/**
 * Braun trees (Braun & Rem 1983; Hoogerwoord, "A logarithmic implementation of flexible arrays", 1992): a node has element 0, and the
 * subtrees of the elements at odd and at other even positions. The shape is given by the positions in use alone, so that hash-consing
 * the nodes makes equal arrays the same tree. Every position that was not set holds 0.
 */
export class BraunTrees {
  readonly #nodes = new RowTable();

  get bytes(): number {
    return this.#nodes.bytes;
  }

  /** The element at a position. */
  get(tree: number, position: number): number {
    let node = tree;
    let at = position;
    while (at > 0 && node !== EMPTY) {
      node = (at & 1) === 1 ? this.#nodes.b(node) : this.#nodes.c(node);
      at = (at - 1) >> 1;
    }
    return this.#nodes.a(node);
  }

  /** The array with another element at that position. */
  with(tree: number, position: number, element: number): number {
    const nodes = this.#nodes;
    const odd = nodes.b(tree);
    const even = nodes.c(tree);
    if (position === 0) return nodes.idOf(element, odd, even);
    const rest = (position - 1) >> 1;
    return (position & 1) === 1
      ? nodes.idOf(nodes.a(tree), this.with(odd, rest, element), even)
      : nodes.idOf(nodes.a(tree), odd, this.with(even, rest, element));
  }

  /** The array without its element 0: all others move one position down. */
  withoutFirst(tree: number): number {
    const odd = this.#nodes.b(tree);
    if (odd === EMPTY && this.#nodes.c(tree) === EMPTY) return EMPTY;
    return this.#nodes.idOf(this.#nodes.a(odd), this.#nodes.c(tree), this.withoutFirst(odd));
  }

  /** The array that has 1 at the given positions, each named once. */
  ofMembers(positions: readonly number[]): number {
    if (positions.length === 0) return EMPTY;
    const odd: number[] = [];
    const even: number[] = [];
    let first = 0;
    for (const position of positions) {
      if (position === 0) first = 1;
      else ((position & 1) === 1 ? odd : even).push((position - 1) >> 1);
    }
    return this.#nodes.idOf(first, this.ofMembers(odd), this.ofMembers(even));
  }

  /** Its elements up to the last that is not 0. */
  elementsOf(tree: number): readonly number[] {
    const elements: number[] = [];
    const collect = (node: number, position: number, stride: number): void => {
      if (node === EMPTY) return;
      elements[position] = this.#nodes.a(node);
      collect(this.#nodes.b(node), position + stride, stride * 2);
      collect(this.#nodes.c(node), position + stride * 2, stride * 2);
    };
    collect(tree, 0, 1);
    return Array.from(elements, (element: number | undefined) => element ?? 0);
  }
}
