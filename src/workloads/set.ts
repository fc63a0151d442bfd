// The set workload: elements are added to a set and the set is read, one set after the other; what was acknowledged must stay.
import type { SetSpec } from "../core/specs/set.ts";
import { emit, unfold } from "../generator/emit.ts";
import { sequentialKeys } from "../generator/independent.ts";
import { limit } from "../generator/limit.ts";
import { weightedMix } from "../generator/mix.ts";
import { repeat } from "../generator/repeat.ts";
import { requireCounts } from "./count-options.ts";
import { readsOfKeys } from "./final-reads.ts";
import { type Mix, operationsOf } from "./mix-option.ts";
import type { Workload } from "./workload.ts";

export interface SetOptions {
  /** How often each operation is asked for, relative to the other; default `{ add: 3, read: 1 }`. Without reads only the final ones tell. */
  readonly mix?: Mix<"add" | "read">;
  /** Operations on a set before all go on to the next; default 400: every read lists the whole set. */
  readonly opsPerKey?: number;
  /** A read lists all that was known to be there before it; default true. False: replicas may lag, and only loss is held against them. */
  readonly linearizable?: boolean;
}

/** Elements are 0, 1, … in each set; sets are "s0", "s1", …, and all that hold something are read at the end. */
export function set(options: SetOptions = {}): Workload<"set", SetSpec> {
  const { mix = { add: 3, read: 1 }, opsPerKey = 400, linearizable = true } = options;
  requireCounts("set", { opsPerKey });
  operationsOf("set", ["add", "read"], mix);
  const load = () =>
    weightedMix([
      [mix.add ?? 0, unfold(0, (element) => [{ f: "add", value: element }, element + 1])],
      [mix.read ?? 0, repeat(emit({ f: "read", value: null }))],
    ]);
  return {
    name: "set",
    options: { mix: { ...mix }, opsPerKey, linearizable },
    operations: ["add", "read"],
    generator: () => sequentialKeys(keyAt, () => limit(opsPerKey, load())),
    final: (concurrency) => readsOfKeys(keyAt, 1, concurrency),
    checkers: [{ checker: "set" }, { checker: "set-full", options: { linearizable } }],
  };
}

const keyAt = (position: number): string => `s${String(position)}`;
