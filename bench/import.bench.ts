// What it takes to read histories of a million operations, of our format and Jepsen's: CPU time, and memory at the peak against what the
// loaded history keeps. Not a test: figures depend on the machine.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ednLines } from "./import/edn-lines.ts";
import type { ReadFigures } from "./import/read-main.ts";
import { runBounded } from "./linearizability/bounded-child.ts";
import { syntheticHistory } from "./linearizability/synthetic-history.ts";
import type { SystemName } from "./linearizability/synthetic-systems.ts";
import { writeLines } from "./linearizability/write-lines.ts";

const PROGRAM = join(import.meta.dirname, "import", "read-main.ts");
const OPERATIONS = 1_000_000;
/** One without keys, one with, one whose values are lists, and one with many failures. */
const SYSTEMS: readonly SystemName[] = ["register", "kv", "set", "cas"];
const BOUNDS = { capMs: 120_000, memoryMb: 8000 };

/** Prints a line a history. The argument is the number of operations, a million when left out. */
export async function run([operations]: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "faultline-bench-"));
  console.log(
    "history    format  events    CPU s   wall s  peak MB  kept MB  peak/kept  resident MB",
  );
  try {
    for (const system of SYSTEMS) {
      const shape = {
        system,
        operations: Number(operations ?? OPERATIONS),
        concurrency: 10,
        infoPercent: 1,
        valid: true,
      };
      for (const format of ["jsonl", "edn"]) {
        const lines = syntheticHistory(shape);
        const file = join(folder, `history.${format}`);
        await writeLines(file, format === "edn" ? ednLines(lines) : lines);
        const told = await runBounded(PROGRAM, [file], BOUNDS);
        if (typeof told === "string") throw new Error(`reading failed: ${told}`);
        console.log(rowOf(system, format, JSON.parse(told.line) as ReadFigures));
        rmSync(file);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowOf(system: string, format: string, figures: ReadFigures): string {
  const { events, cpuMs, wallMs, peakMb, keptMb, residentMb } = figures;
  const times = [cpuMs, wallMs].map((ms) => (ms / 1000).toFixed(2).padStart(8));
  const memory = [peakMb, keptMb].map((mb) => mb.toFixed(0).padStart(8));
  return [
    system.padEnd(10),
    format.padEnd(7),
    String(events).padEnd(8),
    ...times,
    ...memory,
    (peakMb / keptMb).toFixed(2).padStart(10),
    residentMb.toFixed(0).padStart(12),
  ].join(" ");
}
