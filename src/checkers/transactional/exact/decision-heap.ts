// Which choice to make next: the one met in conflicts most, and most lately; at first in the order given. A binary heap with
// decaying scores (VSIDS; Moskewicz et al., Chaff, DAC 2001).

const DECAY = 0.95;
/** Scores are scaled down before they leave the range of numbers. */
const TOO_LARGE = 1e100;

export class DecisionHeap {
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  readonly #score: Float64Array;
  readonly #admitted: Uint8Array;
  #size = 0;
  #bump = 1;

  constructor(variables: number) {
    this.#heap = new Int32Array(variables);
    this.#place = new Int32Array(variables).fill(-1);
    this.#score = new Float64Array(variables);
    this.#admitted = new Uint8Array(variables);
  }

  /** Lets a variable be decided; one never admitted never is. */
  admit(variable: number): void {
    this.#admitted[variable] = 1;
    this.readmit(variable);
  }

  readmit(variable: number): void {
    if (this.#admitted[variable] === 0 || this.#place[variable] !== -1) return;
    this.#up(variable, this.#size++);
  }

  /** Takes out the first; -1 if there is none. */
  pop(): number {
    if (this.#size === 0) return -1;
    const top = this.#heap[0] as number;
    this.#place[top] = -1;
    const last = this.#heap[--this.#size] as number;
    if (this.#size > 0) this.#down(last);
    return top;
  }

  bump(variable: number): void {
    this.#score[variable] = (this.#score[variable] as number) + this.#bump;
    if (this.#score[variable] > TOO_LARGE) this.#rescale();
    const place = this.#place[variable] as number;
    if (place >= 0) this.#up(variable, place);
  }

  decay(): void {
    this.#bump /= DECAY;
  }

  #rescale(): void {
    for (let i = 0; i < this.#score.length; i++)
      this.#score[i] = (this.#score[i] as number) / TOO_LARGE;
    this.#bump /= TOO_LARGE;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#score[a] as number) - (this.#score[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  }

  #up(variable: number, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.#heap[parent] as number;
      if (!this.#isBefore(variable, other)) break;
      this.#set(at, other);
      at = parent;
    }
    this.#set(at, variable);
  }

  #down(variable: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (
        child + 1 < this.#size &&
        this.#isBefore(this.#heap[child + 1] as number, this.#heap[child] as number)
      )
        child += 1;
      const other = this.#heap[child] as number;
      if (!this.#isBefore(other, variable)) break;
      this.#set(at, other);
      at = child;
    }
    this.#set(at, variable);
  }

  #set(at: number, variable: number): void {
    this.#heap[at] = variable;
    this.#place[variable] = at;
  }
}
