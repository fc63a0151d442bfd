// One cell of the table: makes its history, has it checked in a process of its own, and says what came of it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Bounds, runBounded } from "./bounded-child.ts";
import type { Figures, Outcome } from "./figures.ts";
import { syntheticHistory, type SyntheticShape } from "./synthetic-history.ts";
import { writeLines } from "./write-lines.ts";
import type { SystemName } from "./synthetic-systems.ts";

export interface Cell {
  readonly shape: SyntheticShape;
  readonly outcome: Outcome;
}

const PROGRAM = join(import.meta.dirname, "check-main.ts");

const MODELS: Readonly<Record<SystemName, string>> = {
  register: "register",
  cas: "cas-register",
  cas5: "cas-register",
  kv: "register",
  queue: "fifo-queue",
  set: "set",
};

/** `register-1000-c5-i0-valid` */
export const nameOf = ({ system, operations, concurrency, infoPercent, valid }: SyntheticShape) =>
  `${system}-${String(operations)}-c${String(concurrency)}-i${String(infoPercent)}-${valid ? "valid" : "invalid"}`;

/** Checks the history of a shape; `folder` holds it for so long. Throws on a wrong verdict, as no figure matters then. */
export async function measuredCell(
  shape: SyntheticShape,
  bounds: Bounds,
  folder: string,
): Promise<Outcome> {
  const file = join(folder, `${nameOf(shape)}.jsonl`);
  await writeLines(file, syntheticHistory(shape));
  const args = [MODELS[shape.system], file, String(bounds.capMs), String(bounds.memoryMb)];
  const told = await runBounded(PROGRAM, args, bounds);
  rmSync(file);
  if (typeof told === "string") return told;
  const figures = JSON.parse(told.line) as Figures;
  if (figures.valid === "unknown") return figures.reason === "memory" ? "M" : "T";
  if (figures.valid !== shape.valid)
    throw new Error(`${nameOf(shape)} is judged ${String(figures.valid)}`);
  return figures;
}
