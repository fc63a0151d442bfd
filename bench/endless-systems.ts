// The systems behind endless histories: registers, a queue, sets, all of bounded size.
import type { Key } from "../src/core/op.ts";
import type { EndlessSystem } from "./endless-history.ts";

const KEYS = 100;
const BACKLOG = 200;
const MEMBERS = 1000;
/** Of a set that only grows; then the next is taken. */
const GROWN = 50;

/** Half reads, a quarter each writes and compare-and-sets, over many keys. */
export function registers(): EndlessSystem {
  const held = new Map<Key, number | null>();
  let issued = 0;
  return {
    ask(random) {
      const key = Math.floor(random() * KEYS);
      const draw = random();
      if (draw < 0.5) return { f: "read", key, value: null };
      const value = ++issued;
      return draw < 0.75
        ? { f: "write", key, value }
        : { f: "cas", key, value: [held.get(key) ?? null, value] };
    },
    serve({ f, key, value }) {
      const now = held.get(key as Key) ?? null;
      if (f === "read") return { value: now };
      const [expected, next] = (f === "cas" ? value : [now, value]) as readonly [number, number];
      if (expected !== now) return { seen: now };
      held.set(key as Key, next);
      return { value };
    },
  };
}

/** As many in as out, and now and then empty. */
export function queue(): EndlessSystem {
  let elements: number[] = [];
  let first = 0;
  let issued = 0;
  const backlog = (): number => elements.length - first;
  return {
    ask: (random) =>
      backlog() < BACKLOG && random() < 0.5
        ? { f: "enqueue", value: ++issued }
        : { f: "dequeue", value: null },
    serve({ f, value }) {
      if (f === "enqueue") {
        elements.push(value as number);
        return { value };
      }
      if (backlog() === 0) return { value: null };
      const taken = elements[first++];
      if (first > BACKLOG) {
        elements = elements.slice(first);
        first = 0;
      }
      return { value: taken };
    },
  };
}

/** Elements are added once, looked for, and removed in the end. */
export function setOfElements(): EndlessSystem {
  const there = new Set<number>();
  let issued = 0;
  let removed = 0;
  return {
    ask(random) {
      const draw = random();
      if (draw < 0.3) return { f: "add", value: ++issued };
      if (draw < 0.6 && removed < issued - MEMBERS) return { f: "remove", value: ++removed };
      return { f: "contains", value: issued - Math.floor(random() * MEMBERS) };
    },
    serve({ f, value }) {
      const element = value as number;
      const was = there.has(element);
      if (f === "add") there.add(element);
      if (f === "remove") there.delete(element);
      return { value: [element, f === "add" ? !was : was] };
    },
  };
}

/** Small sets one after the other, each grown by adds and read whole. */
export function grownSets(): EndlessSystem {
  const sets = new Map<Key, number[]>();
  let asked = 0;
  return {
    ask(random) {
      const key = Math.floor(asked / (2 * GROWN));
      return random() < 0.5 ? { f: "add", key, value: asked++ } : { f: "read", key, value: null };
    },
    serve({ f, key, value }) {
      const set = sets.get(key as Key) ?? [];
      sets.set(key as Key, set);
      sets.delete((key as number) - 10);
      if (f === "read") return { value: [...set] };
      set.push(value as number);
      return { value };
    },
  };
}
