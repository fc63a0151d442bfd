// The events that there certainly are: those of acknowledged writes that tell their revision, and those that any watcher saw.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { answerOf, type WatchStart, writeOf } from "./watch-values.ts";

const WRITES: ReadonlySet<string> = new Set(["put", "write", "delete"]);

/** One change of one key at one revision. */
export interface KnownEvent {
  readonly revision: number;
  readonly key: string;
  /** What it was seen to be; null where only its write is known. */
  content: string | null;
  /** The event of the history that first told it. */
  readonly told: number;
}

export class KnownEvents {
  readonly #byName = new Map<string, KnownEvent>();
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
    this.#sorted = [...this.#byName.values()].sort((a, b) => a.revision - b.revision);
  }

  #tell(event: KnownEvent, object: ObjectHistory, found: Findings): void {
    const { revision, key, content } = event;
    const name = nameOf(revision, key);
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, event);
    else if (known.content === null) known.content = content;
    else if (content !== null && known.content !== content)
      found.anomaly("conflicting-event", () => ({
        says: `revision ${String(revision)} of ${key} is ${String(known.content)} at event ${String(known.told)} and ${content} at event ${String(event.told)}`,
        ops: [object.otherHalf(known.told), object.otherHalf(event.told)],
      }));
  }

  get size(): number {
    return this.#byName.size;
  }

  named(revision: number, key: string): KnownEvent {
    return this.#byName.get(nameOf(revision, key)) as KnownEvent;
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

const nameOf = (revision: number, key: string): string => `${String(revision)} ${key}`;
