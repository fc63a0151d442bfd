// What a queue certainly held when: the moments at which that changed, in order of time, looked at from now back. Knows no values
// and nobody who asks.

/**
 * A moment. "waiting": the enqueue of an element that nobody is known to have dequeued returned. "entered", "left": the enqueue of
 * an element that was dequeued returned, and its dequeue was called. "taker": a dequeue was called of which it is not known
 * what it took, if anything.
 */
export interface Moment {
  readonly at: number;
  kind: "waiting" | "entered" | "left" | "taker";
  before: Moment | null;
  after: Moment | null;
}

/** How many elements are waiting, and how many dequeues may still turn out to have taken something. */
export interface Present {
  readonly waiting: number;
  readonly takers: number;
}

export class QueueTimeline {
  #first: Moment | null = null;
  #last: Moment | null = null;

  append(at: number, kind: Moment["kind"]): Moment {
    const moment: Moment = { at, kind, before: this.#last, after: null };
    if (this.#last === null) this.#first = moment;
    else this.#last.after = moment;
    this.#last = moment;
    return moment;
  }

  /** Takes a moment out in which nothing happened after all; one that was forgotten already is no matter. */
  remove(moment: Moment): void {
    if (this.#first === null || moment.at < this.#first.at) return;
    const { before, after } = moment;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }

  /** Nobody asks about the time before `at` any more. */
  forgetBefore(at: number): void {
    while (this.#first !== null && this.#first.at < at) {
      const { after } = this.#first;
      this.#first = after;
      if (after === null) this.#last = null;
      else after.before = null;
    }
  }

  /** The time since the last moment. */
  look(present: Present): Look {
    return new Look(this.#last, present);
  }
}

/** A stretch of time between two moments. */
export class Look {
  /** Elements that were certainly there, and certainly left later. */
  kept = 0;
  /** Elements that were there, unless one of `takers` had taken them. */
  waiting: number;
  /** Dequeues that were open or lost by then. */
  takers: number;
  until = Infinity;
  #moment: Moment | null;

  constructor(last: Moment | null, { waiting, takers }: Present) {
    this.#moment = last;
    this.waiting = waiting;
    this.takers = takers;
  }

  /** The moment that it follows. */
  get from(): number {
    return this.#moment?.at ?? -Infinity;
  }

  /** The queue may have been empty: all that was there may have been taken. */
  get mayBeEmpty(): boolean {
    return this.kept === 0 && this.waiting <= this.takers;
  }

  /** The queue may have been empty, whoever took what. */
  get isFree(): boolean {
    return this.kept === 0 && this.waiting === 0;
  }

  /** Goes to the stretch before; false where there is none. */
  back(): boolean {
    const moment = this.#moment;
    if (moment === null) return false;
    const { kind } = moment;
    if (kind === "waiting") this.waiting--;
    else if (kind === "taker") this.takers--;
    else this.kept += kind === "left" ? 1 : -1;
    this.until = moment.at;
    this.#moment = moment.before;
    return true;
  }
}
