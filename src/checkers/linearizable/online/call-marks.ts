// Zones of values by when they began, remembered only as exactly as the calls that are still open can tell them apart. Knows
// no operations.

/** The time that a value must have been current at least: from its first return (`first`) to the last call on it (`last`). */
export interface Zone {
  readonly first: number;
  /** Only grows. */
  last: number;
}

/** Takes the place of an open call among the zones: it holds those that began before the call, and after the call before. */
export interface Mark<Z extends Zone> {
  readonly call: number;
  /** Its call may still end and add to a zone by itself; otherwise only together with a later one. */
  active: boolean;
  best: Z | null;
  second: Z | null;
  before: Mark<Z> | null;
  after: Mark<Z> | null;
}

/**
 * Answers one question: of the zones that began before a call, which reaches furthest? Calls that are not open any more cannot ask,
 * so the zones between two open calls are all alike, but for how far they reach; of each such group the two that reach furthest
 * are kept: one to answer with, and another where the first is the asker's own. Zones only grow, so what falls behind
 * can come back only by growing itself, and then it is compared again. Memory: the open calls.
 */
export class CallMarks<Z extends Zone> {
  readonly #end: Mark<Z> = markAt<Z>(Infinity);
  #head: Mark<Z> = this.#end;

  /** Zones that every call still to ask has begun after: the ones in this mark. */
  get head(): Mark<Z> {
    return this.#head;
  }

  /** A call, later than all before. */
  open(call: number): Mark<Z> {
    const end = this.#end;
    const mark: Mark<Z> = {
      call,
      active: true,
      best: end.best,
      second: end.second,
      before: end.before,
      after: end,
    };
    end.best = end.second = null;
    if (end.before === null) this.#head = mark;
    else end.before.after = mark;
    end.before = mark;
    return mark;
  }

  /** The call cannot ask any more. */
  close(mark: Mark<Z>): void {
    mark.active = false;
    if (mark !== this.#head) this.#merge(mark);
    else this.#advance();
  }

  /** The call cannot ask any more, unless through one that is open now or comes later. */
  rest(mark: Mark<Z>): void {
    mark.active = false;
    this.#advance();
  }

  /** A call before all active ones adds nothing to a later one: whoever asks through it asks for more. */
  #advance(): void {
    while (!this.#head.active && this.#head !== this.#end) this.#merge(this.#head);
  }

  #merge(mark: Mark<Z>): void {
    const after = mark.after as Mark<Z>;
    after.before = mark.before;
    if (mark.before === null) this.#head = after;
    else mark.before.after = after;
    if (mark.best !== null) weigh(after, mark.best);
    if (mark.second !== null) weigh(after, mark.second);
  }

  /** A zone that begins now. */
  add(zone: Z): void {
    weigh(this.#end, zone);
  }

  /** A zone that grew. */
  grew(zone: Z): void {
    let mark = this.#head;
    while (mark.call < zone.first) mark = mark.after as Mark<Z>;
    weigh(mark, zone);
  }

  /** Another zone that began before `call`, the call of a mark that is kept, and reaches beyond the beginning of `zone`. */
  conflict(zone: Z, call: number): Z | null {
    for (let mark = this.#head; ; mark = mark.after as Mark<Z>) {
      const other = mark.best === zone ? mark.second : mark.best;
      if (other !== null && other.last > zone.first) return other;
      if (mark.call >= call) return null;
    }
  }
}

const markAt = <Z extends Zone>(call: number): Mark<Z> => ({
  call,
  active: false,
  best: null,
  second: null,
  before: null,
  after: null,
});

function weigh<Z extends Zone>(mark: Mark<Z>, zone: Z): void {
  const { best, second } = mark;
  if (best === zone) return;
  if (best === null || zone.last > best.last) {
    mark.second = best;
    mark.best = zone;
  } else if (second !== zone && (second === null || zone.last > second.last)) mark.second = zone;
}
