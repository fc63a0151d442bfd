// How long a partition of five containers takes from the command to the rules being in place, and to heal.
import type { Link } from "../src/cluster/api.ts";
import { elementAt } from "../src/core/assert.ts";
import { toMs } from "../src/core/duration.ts";
import { nodeId } from "../src/core/ids.ts";
import { stopwatch } from "../src/core/real-clock.ts";
import { startBenchCluster } from "./bench-cluster.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"].map(nodeId);
const REPEATS = 20;
/** From the README's promise: command to effect through the agent. */
const LIMIT_MS = 50;

/** Cuts the first two nodes from the other three, both ways, twenty times. Needs a Docker engine. */
export async function run(): Promise<void> {
  await using cluster = await startBenchCluster("partition", { nodes: NODES });
  const cutMs: number[] = [];
  const healMs: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const cutting = stopwatch();
    const cut = await cluster.network.cut(halves(), "halves");
    cutMs.push(toMs(cutting()));
    const healing = stopwatch();
    await cut[Symbol.asyncDispose]();
    healMs.push(toMs(healing()));
  }
  console.log(`partition of ${String(NODES.length)} nodes, ${String(REPEATS)} times, milliseconds`);
  console.log("         median     p95     max");
  for (const [name, values] of [["cut ", cutMs] as const, ["heal", healMs] as const]) {
    const cells = [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(1).padStart(8));
    console.log(`  ${name} ${cells.join("")}`);
  }
  const worst = quantile(cutMs, 0.95);
  console.log(
    `  limit for a cut: ${String(LIMIT_MS)} ms, p95 ${worst <= LIMIT_MS ? "within" : "OVER"}`,
  );
}

const halves = (): readonly Link[] =>
  NODES.slice(0, 2).flatMap((a) =>
    NODES.slice(2).flatMap((b) => [
      { from: a, to: b },
      { from: b, to: a },
    ]),
  );

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return elementAt(sorted, Math.ceil(q * sorted.length) - 1);
}
