// The greatest number seen so far, at every moment: what real-time order is judged by. Knows no checker.

/** The greatest number, and the event that first showed it. */
export interface Peak {
  readonly value: number;
  readonly event: number;
}

/** Numbers noted at ascending events; only those greater than all before are kept. */
export class Rising {
  readonly #peaks: Peak[] = [];

  note(event: number, value: number): void {
    const last = this.#peaks.at(-1);
    if (last === undefined || value > last.value) this.#peaks.push({ value, event });
  }

  /** The greatest that was noted before `event`; null for nothing. */
  before(event: number): Peak | null {
    let [low, high] = [0, this.#peaks.length];
    if (high > 0 && (this.#peaks[high - 1] as Peak).event < event) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#peaks[middle] as Peak).event < event) low = middle + 1;
      else high = middle;
    }
    return this.#peaks[low - 1] ?? null;
  }
}
