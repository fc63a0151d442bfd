// One watch from its start to its end: takes its answers one after the other and notes what breaks its promises.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import type { KnownEvent, KnownEvents } from "./known-events.ts";
import type { WatchAnswer, WatchEvent, WatchStart } from "./watch-values.ts";

export class Watcher {
  readonly #object: ObjectHistory;
  readonly #known: KnownEvents;
  readonly #found: Findings;
  readonly #from: number | null;
  /** What it is to show, by revision, and how far that was compared. */
  readonly #shown: readonly KnownEvent[];
  #next: number | null = null;
  readonly #got = new Set<KnownEvent>();
  /** The greatest revision that it got in earlier answers, and the answer before. */
  #last = -Infinity;
  #lastAnswer: number | null = null;
  #bookmark = -Infinity;

  constructor(object: ObjectHistory, known: KnownEvents, found: Findings, start: WatchStart) {
    this.#object = object;
    this.#known = known;
    this.#found = found;
    this.#from = start.from ?? null;
    this.#shown = known.shownTo(start);
    if (this.#from !== null) this.#next = firstFrom(this.#shown, this.#from);
  }

  take(answer: number, { events, bookmark }: WatchAnswer): void {
    let before = this.#last;
    let greatest = this.#last;
    for (const event of events) {
      this.#judge(event, answer, before);
      before = event.revision;
      greatest = Math.max(greatest, event.revision);
      this.#got.add(this.#known.named(event.revision, event.key));
    }
    const [first] = events;
    const complete = Math.max(greatest, bookmark ?? -Infinity);
    if (complete > -Infinity) {
      // A watch from now on starts at whatever it shows first.
      this.#next ??= firstFrom(this.#shown, first?.revision ?? complete + 1);
      this.#expect(greatest, bookmark ?? -Infinity, answer);
    }
    this.#last = greatest;
    if (bookmark !== null) this.#bookmark = Math.max(this.#bookmark, bookmark);
    this.#lastAnswer = answer;
  }

  /** `before`: the revision before it, in this answer or an earlier one. */
  #judge({ revision, key }: WatchEvent, answer: number, before: number): void {
    const at = `${key} at revision ${String(revision)}`;
    const note = (kind: string, what: string): void => {
      this.#found.anomaly(kind, () => ({
        says: `the watch answered at event ${String(answer)} with ${at}, ${what}`,
        ops: this.#opsWith(answer),
      }));
    };
    if (this.#from !== null && revision < this.#from)
      note("event-before-start", `and was asked for revisions from ${String(this.#from)}`);
    if (this.#got.has(this.#known.named(revision, key)))
      note("duplicate-event", "for the second time");
    else if (revision < before) note("unordered-event", `after revision ${String(before)}`);
    else if (revision === this.#last)
      note("split-revision", "of which an earlier answer had another key");
    if (revision <= this.#bookmark)
      note("event-after-bookmark", `after its bookmark of revision ${String(this.#bookmark)}`);
  }

  /** All before the greatest revision has come by now, and all up to the bookmark. */
  #expect(greatest: number, bookmark: number, answer: number): void {
    const revision = Math.max(greatest, bookmark);
    const isResumed = this.#lastAnswer === null && this.#from !== null;
    for (let at = this.#next ?? 0; at < this.#shown.length; at++) {
      const event = this.#shown[at] as KnownEvent;
      if (event.revision >= greatest && event.revision > bookmark) break;
      this.#next = at + 1;
      if (this.#got.has(event)) continue;
      this.#found.anomaly(isResumed ? "resume-gap" : "missed-event", () => ({
        says: `the watch had come to revision ${String(revision)} at event ${String(answer)} and never showed ${event.key} at revision ${String(event.revision)}, told at event ${String(event.told)}`,
        ops: [this.#object.otherHalf(event.told), ...this.#opsWith(answer)],
      }));
    }
  }

  #opsWith(answer: number): readonly number[] {
    const answers = this.#lastAnswer === null ? [answer] : [this.#lastAnswer, answer];
    return answers.map((event) => this.#object.otherHalf(event));
  }
}

/** The position of the first event at a revision or later. */
function firstFrom(events: readonly KnownEvent[], revision: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle] as KnownEvent).revision < revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
