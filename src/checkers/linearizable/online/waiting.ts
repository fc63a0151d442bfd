// Elements that entered a queue and are not known to have left, in order of their entering. Knows no dequeues.
import type { Moment } from "./queue-timeline.ts";

export interface Element {
  readonly value: unknown;
  /** Of its enqueue. */
  readonly call: number;
  /** The call of its dequeue; -1 before. */
  takenBy: number;
  /** The return of its enqueue; null before. */
  entered: Moment | null;
  /** It must have left before this event; Infinity while it need not. */
  deadline: number;
  before: Element | null;
  after: Element | null;
}

/** The first ones have deadlines, in rising order. */
export class Waiting {
  #first: Element | null = null;
  #last: Element | null = null;
  /** The first without a deadline. */
  #free: Element | null = null;
  #count = 0;
  #due = 0;

  get first(): Element | null {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  /** How many have deadlines. */
  get due(): number {
    return this.#due;
  }

  append(element: Element): void {
    element.before = this.#last;
    if (this.#last === null) this.#first = element;
    else this.#last.after = element;
    this.#last = element;
    this.#free ??= element;
    this.#count++;
  }

  remove(element: Element): void {
    const { before, after } = element;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    if (this.#free === element) this.#free = after;
    if (element.deadline !== Infinity) this.#due--;
    this.#count--;
    element.before = element.after = null;
  }

  /** Those that entered before `frontier` must have left now. */
  setDeadlines(frontier: number, now: number): void {
    let element = this.#free;
    while (element !== null && (element.entered as Moment).at < frontier) {
      element.deadline = now;
      this.#due++;
      element = element.after;
    }
    this.#free = element;
  }
}
