// A set in memory for tests: adds and whole reads, with the bugs that are asked for.
import type { SimulatedSystem } from "../oracle/simulated-system.ts";

interface Bugs {
  /** Chance that an acknowledged add is not kept. */
  readonly lose?: number;
  /** Chance that a read misses the newest element. */
  readonly stale?: number;
  /** Chance that a read lists its first element twice. */
  readonly double?: number;
  /** Chance that a read lists an element that may never have been added. */
  readonly invent?: number;
  /** Elements are below this, so that they are added again; each its own when left out. */
  readonly range?: number;
}

export const growingSet = (bugs: Bugs = {}): SimulatedSystem<number[]> => ({
  start: () => [],
  call: (random, n) =>
    random.chance(0.5)
      ? { f: "add", value: bugs.range === undefined ? n : random.int(1, bugs.range) }
      : { f: "read", value: null },
  apply: (state, { f, value }, random) => {
    const happens = (chance = 0): boolean => random.chance(chance);
    if (f === "add") {
      if (!happens(bugs.lose) && !state.includes(value as number)) state.push(value as number);
      return value;
    }
    const seen = happens(bugs.stale) ? state.slice(0, -1) : [...state];
    if (happens(bugs.double) && seen[0] !== undefined) seen.push(seen[0]);
    if (happens(bugs.invent)) seen.push(random.int(1, 12));
    return seen;
  },
});
