// Which of the intervals begun so far reaches furthest: the sweep by which intervals of different owners are shown disjoint.

/** Where something certainly holds; its begin is when it is added. */
export interface Hold {
  readonly owner: string | number;
  /** In whatever unit the sweep goes by. */
  readonly end: number;
}

/** Intervals in order of their begins. Two of different owners overlap iff the later begins before the earlier ends. */
export class Furthest<H extends Hold> {
  #first: H | null = null;
  /** The furthest of all that have another owner than the first. */
  #second: H | null = null;

  add(hold: H): void {
    const first = this.#first;
    if (first === null || hold.end > first.end) {
      if (first !== null && first.owner !== hold.owner) this.#second = first;
      this.#first = hold;
    } else if (hold.owner !== first.owner && hold.end > (this.#second?.end ?? -Infinity)) {
      this.#second = hold;
    }
  }

  /** The one that reaches furthest of those that somebody else owns. */
  besides(owner: string | number): H | null {
    return this.#first?.owner === owner ? this.#second : this.#first;
  }
}
