// The streaming form of a set that only grows and is read whole, exact where every element is added once: reads are levels, each a
// superset of the one before, and so are adds, each just below the smallest read that has its element.
import { showValue } from "../../models/value-table.ts";
import {
  type Call,
  type End,
  type Finding,
  finding,
  type OnlineObject,
  type Trust,
} from "./online-object.ts";
import { keyOf } from "./value-key.ts";

interface Element {
  readonly value: unknown;
  /** Of its add. */
  readonly call: number;
  /** The return of its add; Infinity before. */
  end: number;
  /** The size of the smallest read that has it; Infinity without one. */
  level: number;
  /** The last read that was looked through for it. */
  lookedAt: number;
}

interface Open extends Call {
  /** Null of a read. */
  readonly element: Element | null;
}

/** All reads that have so many elements, which are the same. */
interface Level {
  readonly size: number;
  /** The first return of such a read, and its call. */
  readonly first: number;
  readonly call: number;
}

/**
 * In any order reads rise, with an add's element in all reads from the smallest that has it. So an order exists iff reads
 * are supersets of one another, and no operation of a higher level returns before one of a lower level is called (an add
 * that no read has being highest). All of it is asked when a read returns: what it lacks must not have been added before its own
 * call, nor before the add of anything that it has was called; no larger read must have returned before its call.
 *
 * What is dropped: a read that returned before the earliest open call of one is a subset of all that are to come; of these
 * only the largest is kept. Of the elements each keeps an entry, being in the set for good. Memory: open calls, the elements,
 * and the sizes of what was read since the earliest open call of a read. Time: that of looking through what is read.
 */
export class GrowSet implements OnlineObject<Open> {
  trust: Trust = "exact";
  readonly #elements = new Map<unknown, Element>();
  /** Returns of adds, in order. */
  readonly #returns: number[] = [];
  /** Calls of open reads, in order. */
  readonly #reads = new Set<number>();
  /** By size. */
  #levels: Level[];

  constructor(initial: unknown) {
    const values = Array.isArray(initial) ? (initial as readonly unknown[]) : [];
    for (const value of values) {
      const element = this.#offer(value, -1);
      if (element === null) continue;
      element.level = values.length;
      element.end = -1;
      this.#returns.push(-1);
    }
    this.#levels = [{ size: values.length, first: -1, call: -1 }];
  }

  call({ index, f, input }: Call): Open {
    if (f !== "read") return { index, f, input, element: this.#offer(input, index) };
    this.#reads.add(index);
    return { index, f, input, element: null };
  }

  #offer(value: unknown, call: number): Element | null {
    const key = keyOf(value);
    if (this.#elements.has(key)) {
      this.trust = "none";
      return null;
    }
    const element: Element = { value, call, end: Infinity, level: Infinity, lookedAt: -1 };
    this.#elements.set(key, element);
    return element;
  }

  /** When an element that was added, or read, was being added: events; `end` is Infinity while it is. */
  spanOf(value: unknown): { readonly start: number; readonly end: number } {
    const { call, end } = this.#elements.get(keyOf(value)) as Element;
    return { start: call, end };
  }

  end({ index, element }: Open, end: End): Finding | null {
    if (element !== null) return this.#endAdd(element, end);
    const values = Array.isArray(end.value) ? (end.value as readonly unknown[]) : [];
    const found = end.type === "ok" ? this.#read(values, index, end.index) : null;
    this.#reads.delete(index);
    this.#drop();
    return found;
  }

  #endAdd(element: Element, { type, index }: End): Finding | null {
    if (type === "ok") {
      element.end = index;
      this.#returns.push(index);
    }
    if (type !== "fail") return null;
    if (element.level === Infinity) {
      this.#elements.delete(keyOf(element.value));
      return null;
    }
    return finding(`add of ${showValue(element.value)} failed, but a read has it`, element.call);
  }

  #read(values: readonly unknown[], call: number, now: number): Finding | null {
    const seen: Element[] = [];
    for (const value of values) {
      const element = this.#elements.get(keyOf(value));
      if (element === undefined)
        return finding(`a read has ${showValue(value)}, which nobody had added`, call);
      if (element.lookedAt !== now) seen.push(element);
      element.lookedAt = now;
    }
    const found = this.#lacking(seen, call, now) ?? this.#misplaced(seen, call);
    if (found === null) this.#note(seen, call, now);
    return found;
  }

  /** An element that had been added before the read was called, or before the add of one that it has was. */
  #lacking(seen: readonly Element[], call: number, now: number): Finding | null {
    const youngest = seen.reduce<Element | null>(
      (last, element) => (last === null || element.call > last.call ? element : last),
      null,
    );
    const before = Math.max(call, youngest?.call ?? -1);
    let there = 0;
    for (const { end } of seen) if (end < before) there++;
    if (there === countBelow(this.#returns, before)) return null;
    for (const { value, end, call: added, lookedAt } of this.#elements.values()) {
      if (end >= before || lookedAt === now) continue;
      const than =
        before === call
          ? "the read was called"
          : `${showValue(youngest?.value)}, which the read has,`;
      return finding(
        `a read lacks ${showValue(value)}, which had been added before ${than}`,
        added,
        before,
        call,
      );
    }
    return null;
  }

  /** A larger read that returned before, or one that has what this one lacks and lacks what this one has. */
  #misplaced(seen: readonly Element[], call: number): Finding | null {
    const above = this.#levels.findIndex(({ size }) => size > seen.length);
    const larger = above < 0 ? [] : this.#levels.slice(above);
    const earlier = larger.find(({ first }) => first < call);
    if (earlier !== undefined)
      return finding(
        `a read has ${String(seen.length)} elements, after one that had ${String(earlier.size)}`,
        earlier.call,
        call,
      );
    const below = this.#levels[(above < 0 ? this.#levels.length : above) - 1];
    const within = (size: number): number => seen.filter(({ level }) => level <= size).length;
    if (below !== undefined && within(below.size) !== below.size) return apart(below, call);
    const next = larger[0];
    return next !== undefined && within(next.size) !== seen.length ? apart(next, call) : null;
  }

  #note(seen: readonly Element[], call: number, now: number): void {
    const size = seen.length;
    for (const element of seen) element.level = Math.min(element.level, size);
    if (this.#levels.some((level) => level.size === size)) return;
    const at = this.#levels.findIndex((level) => level.size > size);
    this.#levels.splice(at < 0 ? this.#levels.length : at, 0, { size, first: now, call });
  }

  #drop(): void {
    const [earliest = Infinity] = this.#reads;
    const base = this.#levels.findLastIndex(({ first }) => first < earliest);
    if (base > 0) this.#levels = this.#levels.slice(base);
  }
}

const apart = (other: Level, call: number): Finding =>
  finding("two reads each have an element that the other lacks", other.call, call);

/** How many of the rising numbers are below `limit`. */
function countBelow(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
