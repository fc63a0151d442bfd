// How long skews of five containers' clocks take from the command to every process being patched, and to heal.
import { elementAt } from "../src/core/assert.ts";
import type { Clocks } from "../src/cluster/api.ts";
import { stopwatch } from "../src/core/real-clock.ts";
import { nodeId } from "../src/core/ids.ts";
import { startBenchCluster } from "./bench-cluster.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"].map(nodeId);
const REPEATS = 20;
/** What the first skew of a run may take, and each one after it. */
const FIRST_LIMIT_MS = 150;
const LATER_LIMIT_MS = 50;

/** Skews all five at once, changes the skew while it holds, heals. Needs a Docker engine. */
export async function run(): Promise<void> {
  const timings = new Map<string, number[]>();
  const timed = async <T>(name: string, work: () => PromiseLike<T>): Promise<T> => {
    const elapsed = stopwatch();
    const result = await work();
    timings.set(name, [...(timings.get(name) ?? []), elapsed() / 1e6]);
    return result;
  };
  for (let cluster = 0; cluster < 3; cluster++) await measure(cluster, timed);
  console.log(`clocks of ${String(NODES.length)} nodes, milliseconds`);
  console.log("           times  median     p95     max   limit");
  const limits = new Map([
    ["first skew", FIRST_LIMIT_MS],
    ["skew", LATER_LIMIT_MS],
    ["change", LATER_LIMIT_MS],
    ["uncover", LATER_LIMIT_MS],
    ["heal", LATER_LIMIT_MS],
  ]);
  for (const [name, limit] of limits) {
    const values = (timings.get(name) ?? []).sort((a, b) => a - b);
    const cells = [0.5, 0.95, 1].map((q) => elementAt(values, Math.ceil(q * values.length) - 1));
    const numbers = cells.map((ms) => ms.toFixed(1).padStart(8)).join("");
    const over = elementAt(cells, 0) > limit ? " OVER" : "";
    const count = String(values.length).padStart(5);
    console.log(`${name.padEnd(11)}${count}${numbers}${String(limit).padStart(8)}${over}`);
  }
}

type Timed = <T>(name: string, work: () => PromiseLike<T>) => Promise<T>;

async function measure(index: number, timed: Timed): Promise<void> {
  await using cluster = await startBenchCluster(`clock-${String(index)}`, { nodes: NODES });
  if (cluster.clocks === null) throw new Error("the back end has no clocks");
  await changeAll(cluster.clocks, timed);
}

async function changeAll(clocks: Clocks, timed: Timed): Promise<void> {
  for (let i = 0; i < REPEATS; i++) {
    const skew = (offsetMs: number) => () => clocks.skew(NODES, { offsetMs }, "bench");
    const below = await timed(i === 0 ? "first skew" : "skew", skew(60_000));
    const above = await timed("change", skew(-60_000));
    await timed("uncover", () => above[Symbol.asyncDispose]());
    await timed("heal", () => below[Symbol.asyncDispose]());
  }
}
