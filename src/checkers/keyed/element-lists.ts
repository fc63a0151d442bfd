// Reads that list the elements of an object: what may be listed at all, and nothing twice. Shared by the checkers whose objects
// only grow. Knows no promise about when an element must be listed.
import type { Json } from "../../core/json.ts";
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";
import type { WrittenValues } from "./written-values.ts";

/** Reads the lists of one object and notes what should not be in them, once an element. */
export class ElementLists {
  readonly #object: ObjectHistory;
  readonly #written: WrittenValues;
  readonly #found: Findings;
  /** Per element: the last read that listed it. */
  readonly #listedBy: number[] = [];
  readonly #noted = new Set<string>();
  readonly #notes: boolean;

  /** Without `notes`, what should not be listed is passed over. */
  constructor(object: ObjectHistory, written: WrittenValues, found: Findings, notes = true) {
    this.#notes = notes;
    this.#object = object;
    this.#written = written;
    this.#found = found;
  }

  /** Ids of the elements that the ok read `event` lists, each once. Null is an empty list. */
  read(event: number): readonly number[] {
    const value = this.#object.value(event);
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) return this.#found.unreadable(event, "a read answered with no list");
    const ids: number[] = [];
    for (const element of value as readonly unknown[]) {
      const id = this.#written.idOf(element);
      if (this.#listedBy[id] === event) {
        this.#note("duplicate-element", "duplicated", id, event, "more than once");
        continue;
      }
      this.#listedBy[id] = event;
      ids.push(id);
      const origin = this.#written.origin(id, event);
      if (origin === "aborted")
        this.#note("aborted-read", "aborted", id, event, "whose write had failed");
      else if (origin === "nowhere")
        this.#note("unexpected-element", "unexpected", id, event, "which nobody had written");
    }
    return ids;
  }

  /** Whether the read `event`, the last one read here, listed the element. */
  isListed(id: number, event: number): boolean {
    return this.#listedBy[id] === event;
  }

  #note(kind: string, stat: string, id: number, event: number, what: string): void {
    if (!this.#notes) return;
    const name = `${kind} ${String(id)}`;
    if (this.#noted.has(name)) return;
    this.#noted.add(name);
    const read = this.#object.otherHalf(event);
    const failed = this.#written.failed[id] as number;
    this.#found.count(stat, 1);
    this.#found.list(`${stat}Elements`, () => this.#written.valueOf(id) as Json);
    this.#found.anomaly(kind, () => ({
      says: `the read at event ${String(event)} lists ${this.#written.show(id)}, ${what}`,
      ops: kind === "aborted-read" ? [failed, read] : [read],
    }));
  }
}
