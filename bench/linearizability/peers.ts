// The recorded figures of Porcupine and Knossos, as recorded.json has them with their source.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SyntheticShape } from "./synthetic-history.ts";

interface Recorded {
  readonly porcupine: {
    readonly source: string;
    readonly columns: readonly string[];
    readonly cells: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly porcupineLogs: {
    readonly source: string;
    readonly "etcd-logs": { readonly sum: number; readonly median: number };
    readonly "kv-logs": Readonly<Record<string, number>>;
  };
  readonly knossos: { readonly source: string; readonly cells: readonly KnossosCell[] };
}

export interface KnossosCell extends Pick<
  SyntheticShape,
  "operations" | "concurrency" | "infoPercent"
> {
  readonly ms?: number;
  readonly gb?: number;
  /** How it ended where there are no figures. */
  readonly end?: string;
}

export const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, "recorded.json"), "utf8"),
) as Recorded;

export const sizeWord = (operations: number): string =>
  operations >= 1e6 ? `${String(operations / 1e6)}M` : `${String(operations / 1e3)}k`;

/** Porcupine's figure for a history: milliseconds, or `T`, `M`, `-`; `.` where none was recorded. */
export function porcupineOf({ system, ...shape }: SyntheticShape): string {
  const row =
    recorded.porcupine.cells[system]?.[
      `${sizeWord(shape.operations)}, ${String(shape.infoPercent)}%`
    ];
  const column = `c${String(shape.concurrency)} ${shape.valid ? "ok" : "bad"}`;
  return row?.split(" ")[recorded.porcupine.columns.indexOf(column)] ?? ".";
}
