// The counter workload: numbers are added to one counter and its sum is read; no read lies outside of what the adds allow.
import type { CounterSpec } from "../core/specs/counter.ts";
import { emit, fromFunction } from "../generator/emit.ts";
import { weightedMix } from "../generator/mix.ts";
import { repeat } from "../generator/repeat.ts";
import { requireCounts } from "./count-options.ts";
import { readsByAll } from "./final-reads.ts";
import { type Mix, operationsOf } from "./mix-option.ts";
import type { Workload } from "./workload.ts";

export interface CounterWorkloadOptions {
  /** How often each operation is asked for, relative to the other; default: as often. */
  readonly mix?: Mix<"add" | "read">;
  /** Adds are whole numbers from 1 to this; default 5. */
  readonly most?: number;
  /** Half of the adds are below zero (−1 to −`most`); default false. */
  readonly decrements?: boolean;
  /** Which reads must be right: "all" (default), or the "final" ones, as eventually consistent counters promise. */
  readonly reads?: "all" | "final";
}

export function counter(options: CounterWorkloadOptions = {}): Workload<"counter", CounterSpec> {
  const { mix = { add: 1, read: 1 }, most = 5, decrements = false, reads = "all" } = options;
  requireCounts("counter", { most });
  operationsOf("counter", ["add", "read"], mix);
  const add = fromFunction(({ random }) => {
    const amount = random.fork("amount").int(1, most);
    return { f: "add", value: decrements && random.fork("sign").chance(0.5) ? -amount : amount };
  });
  return {
    name: "counter",
    options: { mix: { ...mix }, most, decrements, reads },
    operations: ["add", "read"],
    generator: () =>
      weightedMix([
        [mix.add ?? 0, add],
        [mix.read ?? 0, repeat(emit({ f: "read", value: null }))],
      ]),
    final: readsByAll,
    checkers: [{ checker: decrements ? "pn-counter" : "counter", options: { reads } }],
  };
}
