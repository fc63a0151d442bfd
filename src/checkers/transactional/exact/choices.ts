// What inference leaves open: which of two writers came first, each answer with the edges that follow from it. Columns, no
// object per edge. Knows nothing of how choices are decided.

/** Literal of edges that hold whatever is chosen. */
export const ALWAYS = -1;

/** A disjunction of literals, which binds only while all its transactions are looked at. */
export interface Clause {
  readonly literals: readonly number[];
  readonly txns: readonly number[];
}

/**
 * Choice c is the literals 2c ("first came before second") and 2c + 1 (the other way round). A polygraph in the sense of
 * Papadimitriou, JACM 26(4), 1979, with the edges of each answer bundled as in Cobra (OSDI 2020).
 */
export class Choices {
  from = new Int32Array(1 << 10);
  to = new Int32Array(1 << 10);
  type = new Uint8Array(1 << 10);
  literal = new Int32Array(1 << 10);
  /** Number of edges. */
  size = 0;
  readonly clauses: Clause[] = [];
  /** Per choice, the transactions whose order it is; -1 for a choice of another kind. */
  readonly first: number[] = [];
  readonly second: number[] = [];

  /** Per choice, the versions that the two wrote; -1 without. */
  readonly firstVersion: number[] = [];
  readonly secondVersion: number[] = [];

  /** A new choice, between a transaction that wrote a version and another that wrote another; its positive literal. */
  open(first: number, second: number, firstVersion = -1, secondVersion = -1): number {
    this.first.push(first);
    this.firstVersion.push(firstVersion);
    this.secondVersion.push(secondVersion);
    return (this.second.push(second) - 1) * 2;
  }

  add(literal: number, from: number, to: number, type: number): void {
    if (this.size === this.from.length) this.#grow();
    this.literal[this.size] = literal;
    this.from[this.size] = from;
    this.to[this.size] = to;
    this.type[this.size++] = type;
  }

  #grow(): void {
    const bigger = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const out = new Int32Array(column.length * 2);
      out.set(column);
      return out;
    };
    const type = new Uint8Array(this.type.length * 2);
    type.set(this.type);
    this.type = type;
    this.from = bigger(this.from);
    this.to = bigger(this.to);
    this.literal = bigger(this.literal);
  }
}
