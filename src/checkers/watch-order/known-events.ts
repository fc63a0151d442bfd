// The events that there certainly are: those of acknowledged writes that tell their revision, and those that any watcher saw.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { showValue, ValueTable } from "../models/value-table.ts";
import { answerOf, type WatchContent, type WatchStart, writeOf } from "./watch-values.ts";

const WRITES: ReadonlySet<string> = new Set(["put", "write", "delete"]);

/** One change of one key at one revision. */
export interface KnownEvent {
  readonly revision: number;
  readonly key: string;
  /** What it was seen to be; null where only its write is known. */
  content: WatchContent | null;
  /** The event of the history that first told it. */
  readonly told: number;
}

export class KnownEvents {
  /** By revision: its first event, and the others, if it has several keys, by name. */
  readonly #revisions = new ValueTable();
  readonly #first: KnownEvent[] = [];
  readonly #others = new Map<string, KnownEvent>();
  readonly #lists = new Map<string, readonly KnownEvent[]>();
  readonly #sorted: readonly KnownEvent[];

  /** Notes events that two watchers saw differently. */
  constructor(object: ObjectHistory, found: Findings) {
    for (const event of object.events) {
      if (object.isCall(event) || !object.isOk(event)) continue;
      const f = object.f(event);
      if (f === "watch")
        for (const { revision, key, content } of answerOf(object, event, found).events)
          this.#tell({ revision, key, content, told: event }, object, found);
      else if (WRITES.has(f)) {
        const write = writeOf(object, event);
        if (write !== null) this.#tell({ ...write, content: null, told: event }, object, found);
      }
    }
    this.#sorted = [...this.#first, ...this.#others.values()].sort(
      (a, b) => a.revision - b.revision,
    );
  }

  #tell(event: KnownEvent, object: ObjectHistory, found: Findings): void {
    const { revision, key, content } = event;
    const known = this.#find(revision, key);
    if (known === undefined) this.#add(event);
    else if (known.content === null) known.content = content;
    else if (content !== null && !isSame(known.content, content))
      found.anomaly("conflicting-event", () => ({
        says: `revision ${String(revision)} of ${key} is ${shown(known.content)} at event ${String(known.told)} and ${shown(content)} at event ${String(event.told)}`,
        ops: [object.otherHalf(known.told), object.otherHalf(event.told)],
      }));
  }

  #find(revision: number, key: string): KnownEvent | undefined {
    const first = this.#first[this.#revisions.idOf(revision)];
    return first === undefined || first.key === key
      ? first
      : this.#others.get(nameOf(revision, key));
  }

  #add(event: KnownEvent): void {
    const id = this.#revisions.idOf(event.revision);
    if (id === this.#first.length) this.#first.push(event);
    else this.#others.set(nameOf(event.revision, event.key), event);
  }

  get size(): number {
    return this.#sorted.length;
  }

  named(revision: number, key: string): KnownEvent {
    return this.#find(revision, key) as KnownEvent;
  }

  /** Those that a watch is to show, by revision. */
  shownTo({ key, prefix }: WatchStart): readonly KnownEvent[] {
    if (key === undefined && prefix === undefined) return this.#sorted;
    const name = JSON.stringify([key, prefix]);
    const list =
      this.#lists.get(name) ??
      this.#sorted.filter((event) =>
        key === undefined ? event.key.startsWith(prefix ?? "") : event.key === key,
      );
    this.#lists.set(name, list);
    return list;
  }
}

/** Type and value as text; the type is mostly not told. */
const shown = (content: WatchContent | null): string =>
  content === null
    ? ""
    : [content.type, content.value]
        .filter((part) => part !== undefined)
        .map(showValue)
        .join(" ");

const isSame = (a: WatchContent, b: WatchContent): boolean =>
  (a.value === b.value && a.type === b.type) || shown(a) === shown(b);

const nameOf = (revision: number, key: string): string => `${String(revision)} ${key}`;
