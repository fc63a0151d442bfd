// A second, independent decision on one object: breadth first over the history's events (just-in-time linearization, Lowe 2017,
// section 7). Shares nothing with the search but the model: slow, small, and exact where it answers.
import type { Operation } from "../../../core/op.ts";
import { IMPOSSIBLE, type ModelObject } from "../../models/model.ts";
import { type Entries, entriesOf } from "./problem.ts";

/** What could be the case after some events: open operations that went already, and how many unknown ones of each class. */
interface Configuration {
  readonly state: number;
  readonly done: readonly number[];
  readonly used: readonly number[];
}

/** Unknown operations that do the same. */
interface UnknownClass {
  readonly kinds: readonly number[];
  called: number;
}

/** Whether the operations have an order; null where that takes more than `maxConfigurations`. */
export function decideByFrontier(
  object: ModelObject,
  ops: readonly Operation[],
  maxConfigurations: number,
): boolean | null {
  return new Frontier(object, entriesOf(object, ops), maxConfigurations).decide();
}

class Frontier {
  readonly #object: ModelObject;
  readonly #entries: Entries;
  readonly #classes = new Map<string, UnknownClass>();
  readonly #open = new Set<number>();
  #frontier: readonly Configuration[];
  #left: number;

  constructor(object: ModelObject, entries: Entries, maxConfigurations: number) {
    this.#object = object;
    this.#entries = entries;
    this.#left = maxConfigurations;
    this.#frontier = [{ state: object.start, done: [], used: [] }];
  }

  decide(): boolean | null {
    for (const { entry, returns } of eventsOf(this.#entries)) {
      if (!returns) {
        this.#call(entry);
        continue;
      }
      const after = this.#after(entry);
      if (after === null) return null;
      if (after.length === 0) return false;
      this.#frontier = after;
      this.#open.delete(entry);
    }
    return true;
  }

  #call(entry: number): void {
    if (this.#entries.required[entry] === 1) {
      this.#open.add(entry);
      return;
    }
    const { kinds } = this.#entries.meaning[entry] as Entries["meaning"][number];
    const name = kinds.join(",");
    const known = this.#classes.get(name);
    if (known === undefined) this.#classes.set(name, { kinds, called: 1 });
    else known.called++;
  }

  /** The configurations in which `entry` went, with as much before it as may have; null past the limit. */
  #after(entry: number): Configuration[] | null {
    const met = new Set<string>();
    const after: Configuration[] = [];
    const work = [...this.#frontier];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const hasGone = next.done.includes(entry);
      const found = hasGone ? { ...next, done: next.done.filter((op) => op !== entry) } : next;
      const name = `${String(hasGone)} ${String(found.state)} ${found.done.join()} ${found.used.join()}`;
      if (met.has(name)) continue;
      met.add(name);
      if (this.#left-- <= 0) return null;
      if (hasGone) after.push(found);
      else work.push(...this.#steps(found));
    }
    return after;
  }

  *#steps({ state, done, used }: Configuration): Iterable<Configuration> {
    for (const op of this.#open) {
      if (done.includes(op)) continue;
      const [kind] = this.#entries.meaning[op]?.kinds ?? [];
      const then = this.#object.step(state, kind as number);
      if (then === IMPOSSIBLE) continue;
      yield { state: then, done: [...done, op].sort((a, b) => a - b), used };
    }
    for (const [index, { kinds, called }] of [...this.#classes.values()].entries()) {
      const before = used[index] ?? 0;
      if (before === called) continue;
      for (const kind of kinds) {
        const then = this.#object.step(state, kind);
        if (then === IMPOSSIBLE || then === state) continue;
        const more = Array.from({ length: this.#classes.size }, (_, i) => used[i] ?? 0);
        more[index] = before + 1;
        yield { state: then, done, used: more };
      }
    }
  }
}

/** Calls, and the returns of those that took effect, in order of time. */
function eventsOf({ count, call, ret, required }: Entries) {
  const events: { readonly entry: number; readonly returns: boolean; readonly at: number }[] = [];
  for (let entry = 0; entry < count; entry++) {
    events.push({ entry, returns: false, at: call[entry] as number });
    if (required[entry] === 1) events.push({ entry, returns: true, at: ret[entry] as number });
  }
  return events.sort((a, b) => a.at - b.at);
}
