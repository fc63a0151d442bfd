// The synthetic histories: a line a cell, with the recorded figures beside ours.
import { type Cell, measuredCell } from "./cells.ts";
import type { Outcome } from "./figures.ts";
import type { Options } from "./options.ts";
import { type KnossosCell, porcupineOf, recorded, sizeWord } from "./peers.ts";
import type { SyntheticShape } from "./synthetic-history.ts";

const LARGEST = 1e6;
/** The largest histories are checked at this concurrency alone. */
const LARGEST_CONCURRENCY = 10;
const HEAD = "model     ops   info  c   history  cpu ms    wall ms   cold ms   peak MB   ";

/** Prints the table as it is measured. What is over a limit is not tried at a larger size (`-`). */
export async function printSynthetic(options: Options, folder: string): Promise<readonly Cell[]> {
  console.log(`Synthetic histories\nPorcupine: ${recorded.porcupine.source}`);
  console.log(`${HEAD}Porcupine ms   factor`);
  const cells: Cell[] = [];
  const tooHard = new Set<string>();
  for (const shape of shapesOf(options)) {
    const { operations: _, ...sort } = shape;
    const family = JSON.stringify(sort);
    if (tooHard.has(family)) continue;
    const outcome = await measuredCell(shape, options, folder);
    if (typeof outcome === "string") tooHard.add(family);
    cells.push({ shape, outcome });
    const peer = porcupineOf(shape);
    const factor = typeof outcome === "string" ? NaN : Number(peer) / outcome.cpuMs;
    const times = Number.isNaN(factor) ? "" : `${factor.toFixed(1)}x`;
    console.log(`${rowOf(shape, outcome)}${peer.padStart(12)}${times.padStart(9)}`);
  }
  return cells;
}

function* shapesOf(options: Options): IterableIterator<SyntheticShape> {
  for (const system of options.systems)
    for (const operations of options.sizes)
      for (const infoPercent of options.info)
        for (const concurrency of options.concurrency)
          for (const valid of options.valid)
            if (operations < LARGEST || concurrency === LARGEST_CONCURRENCY)
              yield { system, operations, infoPercent, concurrency, valid };
}

/** Prints ours beside Knossos's figures; returns a line for the goal that they are about. */
export async function printKnossos(options: Options, folder: string): Promise<string> {
  console.log(`\nKnossos: ${recorded.knossos.source}\n${HEAD}Knossos            factor`);
  const factors: number[] = [];
  const failed: string[] = [];
  const chosen = recorded.knossos.cells.filter(({ operations }) =>
    options.sizes.includes(operations),
  );
  for (const cell of chosen) {
    const shape: SyntheticShape = { ...cell, system: "cas5", valid: true };
    const outcome = await measuredCell(shape, options, folder);
    const factor = typeof outcome === "string" ? NaN : (cell.ms ?? NaN) / outcome.cpuMs;
    if (!Number.isNaN(factor)) factors.push(factor);
    else if (cell.ms !== undefined)
      failed.push(`${sizeWord(cell.operations)} c${String(cell.concurrency)}`);
    const times = Number.isNaN(factor) ? "" : `${factor.toFixed(0)}x`;
    console.log(`${rowOf(shape, outcome)}${peerWord(cell).padEnd(17)}${times.padStart(8)}`);
  }
  const least = Math.min(...factors);
  const met = failed.length === 0 && least >= 100 ? "met" : "NOT MET";
  const told =
    failed.length > 0 ? `not finished: ${failed.join(", ")}` : `${least.toFixed(0)}x at least`;
  const [measured, verdict] = chosen.length === 0 ? ["not measured", ""] : [told, met];
  return `${"7".padEnd(4)}${"Knossos: 100x on everything that it finishes".padEnd(48)}${measured.padEnd(44)}${verdict}`;
}

const peerWord = ({ ms, gb, end }: KnossosCell): string =>
  end ?? `${String((ms ?? NaN) / 1000)} s, ${String(gb)} GB`;

function rowOf(shape: SyntheticShape, outcome: Outcome): string {
  const what = [
    shape.system.padEnd(9),
    sizeWord(shape.operations).padEnd(5),
    `${String(shape.infoPercent)}%`.padEnd(5),
    String(shape.concurrency).padEnd(3),
    (shape.valid ? "ok" : "bad").padEnd(8),
  ].join(" ");
  if (typeof outcome === "string") return `${what} ${outcome.padEnd(40)}`;
  const { cpuMs, wallMs, coldMs, peakMb } = outcome;
  const times = [cpuMs, wallMs, coldMs].map((ms) => ms.toFixed(ms < 10 ? 2 : 0));
  return `${what} ${[...times, peakMb.toFixed(0)].map((cell) => cell.padEnd(10)).join("")}`;
}
