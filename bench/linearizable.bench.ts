// How long the linearizability check takes on generated register histories, valid and with stale reads. Not a test: figures depend
// on the machine.
import { linearizable } from "../src/checkers/linearizable/linearizable.ts";
import { toMs } from "../src/core/duration.ts";
import { seed } from "../src/core/ids.ts";
import { randomOf } from "../src/core/random.ts";
import { stopwatch } from "../src/core/real-clock.ts";
import { registerHistory, type RegisterHistoryShape } from "./register-history.ts";

const BASE = { concurrency: 5, unknown: 0.01, stale: false };
const SHAPES: readonly RegisterHistoryShape[] = [1000, 10_000, 100_000].flatMap((ops) => [
  { ...BASE, ops, keys: 1 },
  { ...BASE, ops, keys: ops / 100 },
  { ...BASE, ops, keys: ops / 100, stale: true },
]);

/** Prints a table: milliseconds per history. */
export async function run(_args: readonly string[]): Promise<void> {
  console.log("ops      keys   history   verdict   check ms");
  for (const shape of SHAPES) {
    const history = registerHistory(shape, randomOf(seed(1)));
    history.operations();
    const took = stopwatch();
    const verdict = await linearizable({ model: "register" }).check(history, {
      signal: new AbortController().signal,
      random: randomOf(seed(1)),
      memoryLimitBytes: 1 << 30,
      timeLimitMs: 60_000,
      logs: [],
      loadWindow: null,
    });
    const cells = [
      String(shape.ops).padEnd(8),
      String(shape.keys).padEnd(6),
      (shape.stale ? "stale" : "good").padEnd(9),
      String(verdict.valid).padEnd(9),
      toMs(took()).toFixed(0),
    ];
    console.log(cells.join(" "));
  }
}
