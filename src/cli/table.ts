// Tables of the command line: columns without rules, the last one folded to the width of the terminal.
import Table from "cli-table3";
import type { Terminal } from "./terminal.ts";

const GAP_CHARS = 2;
const NARROWEST_LAST_CHARS = 24;
const NO_RULES = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "" },
  middle: "",
} as const;

type Cells = readonly string[];

/** Without a final line break; all of `rows` are as long as `head`. What goes to a file or a pipe is not folded. */
export function tableText(head: Cells, rows: readonly Cells[], { tty, width }: Terminal): string {
  const widths = head.map((_, column) => widestOf([head, ...rows], column) + GAP_CHARS);
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each, 0);
  const last = Math.min(
    widths.at(-1) ?? 0,
    tty ? Math.max(NARROWEST_LAST_CHARS, width - before) : Infinity,
  );
  const table = new Table({
    head: [...head],
    chars: NO_RULES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP_CHARS },
    colWidths: [...widths.slice(0, -1), last + GAP_CHARS],
    wordWrap: true,
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const widestOf = (rows: readonly Cells[], column: number): number =>
  Math.max(0, ...rows.flatMap((row) => (row[column] ?? "").split("\n").map((line) => line.length)));
