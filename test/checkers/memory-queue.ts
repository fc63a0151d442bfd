// A queue in memory for tests, with the bugs that are asked for.
import type { SimulatedSystem } from "../oracle/simulated-system.ts";

interface Bugs {
  readonly lose?: number;
  /** Chance that a dequeue leaves its element in the queue. */
  readonly repeat?: number;
  /** Chance that a dequeue takes the newest element. */
  readonly reorder?: number;
  /** Chance that a dequeue invents an element. */
  readonly invent?: number;
  /** Elements are below this; each its own when left out. */
  readonly range?: number;
}

export const memoryQueue = (bugs: Bugs = {}): SimulatedSystem<number[]> => ({
  start: () => [],
  call: (random, n) =>
    random.chance(0.5)
      ? { f: "enqueue", value: bugs.range === undefined ? n : random.int(1, bugs.range) }
      : { f: random.chance(0.9) ? "dequeue" : "drain", value: null },
  apply: (state, { f, value }, random) => {
    const happens = (chance = 0): boolean => random.chance(chance);
    if (f === "enqueue") {
      if (!happens(bugs.lose)) state.push(value as number);
      return value;
    }
    if (f === "drain") return state.splice(0);
    if (happens(bugs.invent)) return random.int(1, 12);
    const [first] = happens(bugs.reorder) ? state.slice(-1) : state;
    if (first !== undefined && !happens(bugs.repeat)) state.splice(state.indexOf(first), 1);
    return first ?? null;
  },
});
