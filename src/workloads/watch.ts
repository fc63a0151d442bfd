// The watch workload: some clients change keys, the others watch all of them; every watcher gets every change once, in order,
// whole revisions at a time, also where it starts again.
import type { Request } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { WatchSpec } from "../core/specs/watch.ts";
import { eachThread } from "../generator/each-thread.ts";
import { unfold } from "../generator/emit.ts";
import { limit } from "../generator/limit.ts";
import { reserve } from "../generator/reserve.ts";
import { requireCounts } from "./count-options.ts";
import { type Mix, operationsOf } from "./mix-option.ts";
import { watcher } from "./watcher.ts";
import type { Workload } from "./workload.ts";

/** One request of a watcher in twenty starts anew without need. */
const RESTARTS = 0.05;

/** Final watches must end, also where changes never do. */
const MAX_FINAL_POLLS = 1000;

const WRITES = ["put", "put-all", "delete"] as const;

export interface WatchOptions {
  /** Number of keys; default 10. They are "k0", "k1", … */
  readonly keys?: number;
  /** How many clients watch, the first ones; default half of them. The others write. */
  readonly watchers?: number;
  /** How often each write is asked for, relative to the others; default `{ put: 3, "put-all": 1, delete: 1 }`. */
  readonly mix?: Mix<(typeof WRITES)[number]>;
}

/** Every write has a value of its own. At the end every client watches all that ever happened. */
export function watch(options: WatchOptions = {}): Workload<"watch", WatchSpec> {
  const { keys = 10, mix = { put: 3, "put-all": 1, delete: 1 }, watchers } = options;
  requireCounts("watch", { keys, watchers: watchers ?? 1 });
  const names = Array.from({ length: keys }, (_, n) => `k${String(n)}`);
  const writes = operationsOf("watch", WRITES, mix);
  const load = unfold(0, (value, { random }) => [writeOf(names, mix, value, random), value + 1]);
  return {
    name: "watch",
    options: { keys, watchers: watchers ?? null, mix: { ...mix } },
    operations: [...writes, "watch"],
    generator: (concurrency) =>
      reserve(
        [
          [
            watchers ?? Math.max(1, Math.floor(concurrency / 2)),
            eachThread(watcher({ restarts: RESTARTS, untilQuiet: false })),
          ],
        ],
        load,
      ),
    final: () => eachThread(limit(MAX_FINAL_POLLS, watcher({ restarts: 0, untilQuiet: true }))),
    checkers: [{ checker: "watch-order" }],
  };
}

function writeOf(
  names: readonly string[],
  { put = 0, "put-all": putAll = 0, delete: remove = 0 }: Mix<(typeof WRITES)[number]>,
  value: number,
  random: Random,
): Request<WatchSpec> {
  const at = random.fork("f").float() * (put + putAll + remove);
  const key = random.fork("key").pick(names);
  if (at < put) return { f: "put", key, value };
  if (at >= put + putAll) return { f: "delete", key, value: null };
  const others = names.filter((name) => name !== key && random.fork(name).chance(0.5));
  return { f: "put-all", value: { keys: [key, ...others], value } };
}
