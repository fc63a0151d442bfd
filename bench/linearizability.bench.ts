// What the linearizability check takes on synthetic and recorded histories, beside the recorded figures of Porcupine and Knossos. Not
// a test: figures depend on the machine, except that a wrong verdict ends it. `--models register --sizes 1k,10k` is a part of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell } from "./linearizability/cells.ts";
import { goalLines } from "./linearizability/goals.ts";
import { printLogs } from "./linearizability/logs.ts";
import { optionsOf } from "./linearizability/options.ts";
import { printKnossos, printSynthetic } from "./linearizability/table.ts";

/** Prints the tables and which goals are met. See `optionsOf` for the arguments. */
export async function run(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  const has = (part: string): boolean => options.parts.includes(part);
  try {
    let cells: readonly Cell[] = [];
    const goals: string[] = [];
    if (has("synthetic")) cells = await printSynthetic(options, folder);
    if (has("logs")) goals.push(...(await printLogs(options)));
    goals.push(...goalLines(cells));
    if (has("knossos")) goals.push(await printKnossos(options, folder));
    if (has("goals"))
      console.log(`\nGoals, by CPU time unless said otherwise\n${goals.join("\n")}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
