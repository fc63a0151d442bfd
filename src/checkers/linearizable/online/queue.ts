// The streaming form of queues, exact where no element is in twice at a time: violations of a queue by aspects (Henzinger, Sezgin &
// Vafeiadis, "Aspect-Oriented Linearizability Proofs", CONCUR 2013), with the dequeues that are open or lost matched to elements.
import { showValue } from "../../models/value-table.ts";
import { EmptySights } from "./empty-sights.ts";
import {
  type Call,
  type End,
  type Finding,
  finding,
  type OnlineObject,
  sawFalse,
  type Trust,
} from "./online-object.ts";
import { type Moment, QueueTimeline } from "./queue-timeline.ts";
import { type Taker, Takers } from "./takers.ts";
import { keyOf } from "./value-key.ts";
import { type Element, Waiting } from "./waiting.ts";

interface Open extends Call {
  /** Null of a dequeue. */
  readonly element: Element | null;
  /** Null of an enqueue. */
  readonly taker: Taker | null;
}

export interface OnlineQueueOptions {
  readonly initial: unknown;
  /** First in, first out; otherwise any element may leave. */
  readonly isOrdered: boolean;
}

/**
 * Four things can go wrong with an element: nobody put it in, it left twice, one that entered later left before it, or a dequeue found
 * the queue empty while it was there. Whether it did not leave yet is not known, as long as dequeues are open, or lost, that
 * may have taken it. Elements that entered before another one that left must have left, too, by then: their deadline. All
 * is well iff for each deadline no more elements have it or an earlier one than such dequeues were called before (Hall), and each
 * dequeue that found nothing has its moment (see `EmptySights`).
 *
 * What is dropped. Let m be the earliest call of an open dequeue. An element with a deadline before m that was not dequeued was taken
 * by a lost dequeue: by the earliest, without loss, since all that have a deadline enter and leave in one order. So both are
 * settled, and the same holds for what is asked by a dequeue that found nothing before m. Nobody looks at the time before m, and before
 * the first call of a dequeue whose finding is not settled: those moments go. A lost dequeue from before that is a number. A
 * lost enqueue of an element that nobody dequeued stays, one entry each. Memory: open calls, elements in the queue, and what
 * happened since the earliest open call of a dequeue.
 */
export class OnlineQueue implements OnlineObject<Open> {
  trust: Trust = "exact";
  readonly #isOrdered: boolean;
  /** Those that may still be dequeued, lost enqueues included. */
  readonly #elements = new Map<unknown, Element>();
  readonly #waiting = new Waiting();
  readonly #takers = new Takers();
  readonly #timeline = new QueueTimeline();
  readonly #sights = new EmptySights(this.#timeline);
  /** Who entered before this, and is not among those that left, must have left. */
  #frontier = -Infinity;

  constructor({ initial, isOrdered }: OnlineQueueOptions) {
    this.#isOrdered = isOrdered;
    const elements = Array.isArray(initial) ? (initial as readonly unknown[]) : [];
    elements.forEach((value, position) => {
      const at = position - elements.length;
      const element = this.#offer(value, at);
      if (element !== null) this.#enter(element, at + 0.5);
    });
  }

  call({ index, f, input }: Call): Open {
    if (f === "enqueue")
      return { index, f, input, element: this.#offer(input, index), taker: null };
    const taker = this.#takers.open(this.#timeline.append(index, "taker"));
    return { index, f, input, element: null, taker };
  }

  /** Null would look like an empty queue; an element that is in twice leaves which of them was dequeued open. */
  #offer(value: unknown, call: number): Element | null {
    const key = keyOf(value);
    if (key === null || this.#elements.has(key)) {
      this.trust = "none";
      return null;
    }
    const element: Element = {
      value,
      call,
      takenBy: -1,
      entered: null,
      deadline: Infinity,
      before: null,
      after: null,
    };
    this.#elements.set(key, element);
    return element;
  }

  #enter(element: Element, at: number): void {
    element.entered = this.#timeline.append(at, "waiting");
    this.#waiting.append(element);
  }

  end(open: Open, end: End): Finding | null {
    const { element, taker } = open;
    if (element !== null) return this.#endEnqueue(element, open, end);
    if (taker === null) return null;
    const found = this.#endDequeue(taker, open, end);
    if (found === null) this.#drop();
    return found;
  }

  #endEnqueue(element: Element, { index }: Open, end: End): Finding | null {
    const isTaken = element.takenBy >= 0;
    if (end.type === "ok" && !isTaken) this.#enter(element, end.index);
    if (end.type !== "fail") return null;
    if (isTaken)
      return finding(
        `enqueue of ${showValue(element.value)} failed, but it was dequeued`,
        index,
        element.takenBy,
      );
    this.#elements.delete(keyOf(element.value));
    return null;
  }

  #endDequeue(taker: Taker, open: Open, end: End): Finding | null {
    if (end.type === "info") {
      this.#takers.lose(taker);
      return null;
    }
    this.#takers.close(taker);
    const isEmpty = sawFalse(end) || (end.type === "ok" && keyOf(end.value) === null);
    if (isEmpty) this.#sights.add({ call: open.index, end: end.index });
    if (end.type === "ok" && !isEmpty) return this.#took(taker, open, end);
    this.#timeline.remove(taker.called);
    return this.#unmatched(open) ?? this.#neverEmpty(open.index, open, end);
  }

  /** Dequeues that found nothing while the element was there cannot say any more that another dequeue had taken it. */
  #took(taker: Taker, open: Open, end: End): Finding | null {
    const element = this.#elements.get(keyOf(end.value));
    const since = Math.min(open.index, element?.entered?.at ?? Infinity);
    return (
      this.#take(element, end.value, taker, end.index) ??
      this.#unmatched(open) ??
      this.#neverEmpty(since, open, end)
    );
  }

  #take(element: Element | undefined, value: unknown, taker: Taker, now: number): Finding | null {
    const call = taker.called.at;
    const text = showValue(value);
    if (element === undefined)
      return finding(
        `dequeue gave ${text}, which nobody had put in, or which had left before`,
        call,
      );
    if (element.deadline < call)
      return finding(
        `dequeue gave ${text}, but one that was put in after it had left before (event ${String(element.deadline)})`,
        element.call,
        call,
      );
    this.#leave(element, taker.called);
    element.takenBy = call;
    if (!this.#isOrdered || element.call <= this.#frontier) return null;
    this.#frontier = element.call;
    this.#waiting.setDeadlines(this.#frontier, now);
    return null;
  }

  /** Was there from the return of its enqueue to the call of its dequeue, if that is any time at all. */
  #leave(element: Element, called: Moment): void {
    this.#elements.delete(keyOf(element.value));
    const { entered } = element;
    if (entered === null) {
      this.#timeline.remove(called);
      return;
    }
    this.#waiting.remove(element);
    if (entered.at < called.at) {
      entered.kind = "entered";
      called.kind = "left";
    } else {
      this.#timeline.remove(entered);
      this.#timeline.remove(called);
    }
  }

  /** An element that must have left, and no dequeue that can have taken it. */
  #unmatched({ index }: Open): Finding | null {
    const element = this.#takers.unmatched(this.#waiting);
    if (element === null) return null;
    return finding(
      `${showValue(element.value)} was put in before an element that has left (event ${String(element.deadline)}), and no dequeue is left that can have taken it`,
      element.call,
      index,
    );
  }

  #neverEmpty(since: number, { index }: Open, { index: now }: End): Finding | null {
    const sight = this.#sights.judge(since, this.#present);
    if (sight === null) return null;
    const first = this.#waiting.first;
    const example =
      first === null ? "" : ` ${showValue(first.value)} is an element that nobody dequeued.`;
    return finding(
      `a dequeue found the queue empty (it returned at event ${String(sight.end)}), but at event ${String(now)} it is certain that there always was an element.${example}`,
      sight.call,
      index,
    );
  }

  get #present(): { readonly waiting: number; readonly takers: number } {
    return { waiting: this.#waiting.count, takers: this.#takers.count };
  }

  #drop(): void {
    const m = this.#takers.firstOpen;
    for (
      let sight = this.#sights.first;
      sight !== undefined && sight.end < m;
      sight = this.#sights.first
    )
      for (let taken = this.#sights.settle(this.#present); taken > 0; taken--) this.#giveToLost();
    for (
      let first = this.#waiting.first;
      first !== null && first.deadline < m;
      first = this.#waiting.first
    )
      this.#giveToLost();
    const floor = Math.min(m, this.#sights.first?.call ?? Infinity);
    this.#timeline.forgetBefore(floor);
    this.#takers.countBefore(floor);
  }

  #giveToLost(): void {
    const element = this.#waiting.first as Element;
    const called = this.#takers.firstLost();
    if (called !== null) this.#leave(element, called);
    else {
      this.#elements.delete(keyOf(element.value));
      this.#waiting.remove(element);
      this.#timeline.remove(element.entered as Moment);
    }
  }
}
