// The streaming form of a list that only grows at its end, exact where every element is appended once: a set that only grows, whose
// reads also tell in which order the elements came.
import { showValue } from "../../models/value-table.ts";
import { GrowSet } from "./grow-set.ts";
import {
  type Call,
  type End,
  type Finding,
  finding,
  type OnlineObject,
  type Trust,
} from "./online-object.ts";
import { keyOf } from "./value-key.ts";

type Open = ReturnType<GrowSet["call"]>;

/**
 * Levels as of a set, with one for each element that was read: its place. So besides what holds for sets, reads begin alike, and of
 * two elements the append of the later did not return before that of the earlier was called. Two that an earlier read
 * tells apart are in order by what holds for sets, so only those that are new in a read are compared, when it returns: an append
 * that returns later has been called by then. Memory: as of the set, and the longest read.
 */
export class AppendList implements OnlineObject<Open> {
  readonly #set: GrowSet;
  /** Keys of the longest read. */
  readonly #spine: unknown[];

  constructor(initial: unknown) {
    this.#set = new GrowSet(initial);
    this.#spine = (Array.isArray(initial) ? (initial as readonly unknown[]) : []).map(keyOf);
  }

  get trust(): Trust {
    return this.#set.trust;
  }

  call(call: Call): Open {
    return this.#set.call(call);
  }

  end(open: Open, end: End): Finding | null {
    const found = this.#set.end(open, end);
    if (found !== null || open.element !== null || end.type !== "ok") return found;
    return this.#read(
      Array.isArray(end.value) ? (end.value as readonly unknown[]) : [],
      open.index,
    );
  }

  #read(values: readonly unknown[], call: number): Finding | null {
    const differs = values.findIndex(
      (value, place) => place < this.#spine.length && keyOf(value) !== this.#spine[place],
    );
    if (differs >= 0)
      return finding(
        `two reads differ at place ${String(differs)}, which a list never changes`,
        call,
      );
    if (new Set(values.map(keyOf)).size < values.length)
      return finding("a read has an element twice that was appended once", call);
    let youngest = -1;
    for (const value of values.slice(this.#spine.length)) {
      const { start, end } = this.#set.spanOf(value);
      if (end < youngest)
        return finding(
          `a read has ${showValue(value)} behind an element whose append was called later`,
          start,
          youngest,
          call,
        );
      youngest = Math.max(youngest, start);
      this.#spine.push(keyOf(value));
    }
    return null;
  }
}
