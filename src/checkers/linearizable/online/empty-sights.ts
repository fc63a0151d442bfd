// Dequeues that found the queue empty, as long as it rests on what open or lost dequeues may have taken whether they can have.
// Knows the timeline, no values.
import type { Look, Present, QueueTimeline } from "./queue-timeline.ts";

/** A dequeue that found nothing. */
export interface EmptySight {
  readonly call: number;
  readonly end: number;
}

/**
 * Each needs a moment between its call and its end when the queue may have been empty. They do not compete: what the moments chosen
 * ask of the dequeues that are open or lost is that, for each time t, no more elements are to be gone by t than there are such
 * dequeues called before t; by t those are to be gone that had entered before the latest moment chosen up to t, or that must
 * have left by t for the order of the queue: beginnings, both, of the elements in order of their entering. So the number is
 * that of the longer beginning, and each moment is possible or not by itself.
 */
export class EmptySights {
  readonly #timeline: QueueTimeline;
  /** In order of calls, and of ends: one that lasts throughout another is possible if that is. */
  #sights: EmptySight[] = [];

  constructor(timeline: QueueTimeline) {
    this.#timeline = timeline;
  }

  /** The earliest that is not settled. */
  get first(): EmptySight | undefined {
    return this.#sights[0];
  }

  /** One that ends now. */
  add(sight: EmptySight): void {
    const last = this.#sights.at(-1);
    if (last === undefined || last.call < sight.call) this.#sights.push(sight);
  }

  /** Looks again at those that end after `since`, from when on something is seen otherwise; one for which there is no moment left, or null. */
  judge(since: number, present: Present): EmptySight | null {
    if (this.#sights.length === 0) return null;
    const review = new Review(this.#sights, since);
    const look = this.#timeline.look(present);
    do {
      const impossible = review.see(look);
      if (impossible !== null) return impossible;
    } while (!review.isOver && look.back());
    if (review.settled.size > 0)
      this.#sights = this.#sights.filter((sight) => !review.settled.has(sight));
    return null;
  }

  /**
   * Settles the earliest, once nothing open was called before its end: all that can have taken something are lost. The earliest moment
   * asks the least of them. Returns how many elements, by order of entering, lost dequeues have taken then.
   */
  settle(present: Present): number {
    const sight = this.#sights.shift() as EmptySight;
    const look = this.#timeline.look(present);
    let taken = 0;
    do {
      if (look.until < sight.call) break;
      if (look.from < sight.end && look.mayBeEmpty) taken = look.waiting;
    } while (look.back());
    return taken;
  }
}

/** One way back through the timeline, with those sights whose time it passes. */
class Review {
  readonly settled = new Set<EmptySight>();
  readonly #sights: readonly EmptySight[];
  readonly #since: number;
  /** The next, going back. */
  #next: number;
  /** Those that the way is within: up to `#next`, from here. */
  #within: number;
  /** The one called last of those that saw no moment yet. */
  #waiting: EmptySight | null = null;

  constructor(sights: readonly EmptySight[], since: number) {
    this.#sights = sights;
    this.#since = since;
    this.#next = this.#within = sights.length - 1;
  }

  get isOver(): boolean {
    const next = this.#sights[this.#next];
    return this.#waiting === null && (next === undefined || next.end <= this.#since);
  }

  see(look: Look): EmptySight | null {
    for (let sight = this.#sights[this.#next]; sight !== undefined;) {
      if (sight.end <= look.from || sight.end <= this.#since) break;
      this.#waiting ??= sight;
      sight = this.#sights[--this.#next];
    }
    if (look.mayBeEmpty) this.#waiting = null;
    if (look.isFree) this.#settleWithin();
    const waiting = this.#waiting;
    if (waiting !== null && waiting.call > look.from) return waiting;
    for (let sight = this.#sights[this.#within]; sight !== undefined;) {
      if (this.#within <= this.#next || sight.call <= look.from) break;
      sight = this.#sights[--this.#within];
    }
    return null;
  }

  #settleWithin(): void {
    for (; this.#within > this.#next; this.#within--)
      this.settled.add(this.#sights[this.#within] as EmptySight);
  }
}
