// Collects what the inference finds wrong without a cycle: the first few of a kind in words, the rest as a count.

/** Anomalies of a kind that are put in words; the rest is counted. */
export const MAX_EXAMPLES = 8;

export interface Example {
  /** Transactions concerned, the one that shows it first. */
  readonly txns: readonly number[];
  /** One sentence. */
  readonly because: string;
}

export interface KindFound {
  readonly kind: string;
  readonly count: number;
  readonly examples: readonly Example[];
}

export class Findings {
  readonly #kinds = new Map<string, { count: number; readonly examples: Example[] }>();

  /** Counts one; `example` is asked only while few of its kind are known. */
  add(kind: string, example: () => Example): void {
    let found = this.#kinds.get(kind);
    if (found === undefined) this.#kinds.set(kind, (found = { count: 0, examples: [] }));
    found.count += 1;
    if (found.examples.length < MAX_EXAMPLES) found.examples.push(example());
  }

  has(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  all(): readonly KindFound[] {
    return [...this.#kinds].map(([kind, found]) => ({ kind, ...found }));
  }
}
