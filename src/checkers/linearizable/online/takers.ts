// The dequeues that may turn out to have taken something: open ones, and lost ones, in order of their calls. Knows elements by
// their deadlines only.
import type { Moment } from "./queue-timeline.ts";
import type { Element, Waiting } from "./waiting.ts";

export interface Taker {
  readonly called: Moment;
  isLost: boolean;
  before: Taker | null;
  after: Taker | null;
}

export class Takers {
  #first: Taker | null = null;
  #last: Taker | null = null;
  /** Lost ones from before everything that is asked about. */
  #spare = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  open(called: Moment): Taker {
    const taker: Taker = { called, isLost: false, before: this.#last, after: null };
    if (this.#last === null) this.#first = taker;
    else this.#last.after = taker;
    this.#last = taker;
    this.#count++;
    return taker;
  }

  /** It may have taken something, or nothing, and will never tell. */
  lose(taker: Taker): void {
    taker.isLost = true;
  }

  /** It is known what it took. */
  close(taker: Taker): void {
    this.#unlink(taker);
    this.#count--;
  }

  #unlink(taker: Taker): void {
    const { before, after } = taker;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }

  /** The earliest call that is still open; Infinity without one. */
  get firstOpen(): number {
    let taker = this.#first;
    while (taker?.isLost === true) taker = taker.after;
    return taker?.called.at ?? Infinity;
  }

  /** Takes the earliest lost one, which there must be, out: its call, or null where that is from before everything. */
  firstLost(): Moment | null {
    this.#count--;
    if (this.#spare > 0) {
      this.#spare--;
      return null;
    }
    let taker = this.#first as Taker;
    while (!taker.isLost) taker = taker.after as Taker;
    this.#unlink(taker);
    return taker.called;
  }

  /** Lost ones from before `at` are only counted. */
  countBefore(at: number): void {
    while (this.#first?.isLost === true && this.#first.called.at < at) {
      this.#unlink(this.#first);
      this.#spare++;
    }
  }

  /** The first element for whose deadline, and all earlier ones, there are not enough dequeues called before; null if there is none. */
  unmatched(waiting: Waiting): Element | null {
    let element = waiting.first;
    let taker = this.#first;
    let able = this.#spare;
    for (let due = 1; due <= waiting.due && element !== null; due++) {
      const { deadline } = element;
      for (; taker !== null && taker.called.at < deadline; taker = taker.after) able++;
      if (able < due) return element;
      element = element.after;
    }
    return null;
  }
}
