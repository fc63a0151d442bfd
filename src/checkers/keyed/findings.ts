// What a checker notes while it judges: numbers, lists, doubts and anomalies. All are counted; of lists and examples only the
// first few are kept, whatever their number. Knows no checker.
import { opIndex } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import type { Key } from "../../core/op.ts";
import type { Anomaly, UnknownReason } from "../../core/verdict.ts";

/** One case of an anomaly. */
export interface Example {
  /** One sentence without its full stop. */
  readonly says: string;
  /** Calls that show it. */
  readonly ops: readonly number[];
}

interface Kind {
  count: number;
  readonly examples: Example[];
}

interface List {
  readonly shown: Json[];
  left: number;
}

interface Doubt {
  readonly reason: UnknownReason;
  readonly detail: string;
}

/** A value that the checker cannot read: the history is not what the checker is for. */
export class UnreadableValue extends Error {}

export class Findings {
  readonly stats: Record<string, number> = {};
  /** What may prove something: reads, dequeues, polls. */
  observations = 0;
  /** Why it cannot be told; null while it can. The first reason stands. */
  doubt: Doubt | null = null;
  readonly #kinds = new Map<string, Kind>();
  readonly #lists = new Map<string, List>();
  readonly #limit: number;
  #key: Key | null = null;

  /** `limit`: how many elements of a list and examples of a kind are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Anomalies from here on are of that object. */
  about(key: Key | null): void {
    this.#key = key;
  }

  /** The object that is judged now; null where it has no key. */
  get key(): Key | null {
    return this.#key;
  }

  /** `, key k1` where the object has one. */
  get #ofKey(): string {
    return this.#key === null ? "" : ` (key ${String(this.#key)})`;
  }

  count(name: string, by: number): void {
    this.stats[name] = (this.stats[name] ?? 0) + by;
  }

  /** The largest of the numbers noted under that name. */
  atLeast(name: string, value: number): void {
    this.stats[name] = Math.max(this.stats[name] ?? value, value);
  }

  /** Appends to a list of the verdict's details, which shows the first `limit`. */
  list(name: string, value: () => Json, limit = this.#limit): void {
    const list = this.#lists.get(name) ?? { shown: [], left: 0 };
    this.#lists.set(name, list);
    if (list.shown.length < limit) list.shown.push(value());
    else list.left++;
  }

  doubtThat(reason: UnknownReason, detail: string): void {
    this.doubt ??= { reason, detail: `${detail}${this.#ofKey}` };
  }

  /** Ends the check: the value of `event` is not what the checker is for. */
  unreadable(event: number, what: string): never {
    throw new UnreadableValue(`${what} (event ${String(event)})`);
  }

  /** Notes one case of an anomaly; `example` is asked for only while few are known. */
  anomaly(kind: string, example: () => Example): void {
    const known = this.#kinds.get(kind) ?? { count: 0, examples: [] };
    this.#kinds.set(kind, known);
    known.count++;
    if (known.examples.length >= this.#limit) return;
    const { says, ops } = example();
    known.examples.push({ says: `${says}${this.#ofKey}`, ops });
  }

  get details(): Record<string, Json> {
    const lists = [...this.#lists].flatMap(([name, { shown, left }]): [string, Json][] => [
      [name, shown],
      ...(left === 0 ? [] : [[`${name}LeftOut`, left] as [string, Json]]),
    ]);
    const examples = [...this.#kinds].map(([kind, { examples }]): [string, Json] => [
      kind,
      examples.map(({ says }) => says),
    ]);
    return { ...Object.fromEntries(lists), ...Object.fromEntries(examples) };
  }

  /** One anomaly a kind. */
  get anomalies(): readonly Anomaly[] {
    return [...this.#kinds].map(([kind, { count, examples }]) => {
      const more = count === 1 ? "" : `, and ${String(count - 1)} more like it`;
      const ops = [...new Set(examples.flatMap((example) => example.ops))].sort((a, b) => a - b);
      return {
        kind,
        summary: `${examples[0]?.says ?? kind}${more}`,
        ops: ops.map(opIndex),
        witness: { kind: "counts", counts: { [kind]: count } },
      };
    });
  }
}
