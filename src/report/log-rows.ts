// The node logs of a report: for each node the first and the last lines, and a visible mark where lines were cut.
import type { LogLine } from "../core/logs.ts";
import type { LogRow } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";

/** Lines per node: how a node began, and how it ended. */
const FIRST_LINES = 500;
const LAST_LINES = 1500;
const LINE_CHARS = 500;

interface LogTable {
  readonly nodes: readonly string[];
  /** In order of time. */
  readonly rows: readonly LogRow[];
  readonly leftOut: readonly string[];
}

export function logRows(lines: readonly LogLine[]): LogTable {
  const byNode = Map.groupBy(lines, (line) => line.node);
  const nodes = [...byNode.keys()].sort();
  const rows: LogRow[] = [];
  const leftOut: string[] = [];
  nodes.forEach((node, id) => {
    const own = byNode.get(node) ?? [];
    const cut = Math.max(0, own.length - FIRST_LINES - LAST_LINES);
    if (cut > 0)
      leftOut.push(`${String(cut)} lines in the middle of the log of ${printable(node)}`);
    own.forEach((line, position) => {
      const row = rowOf(line, id);
      if (cut > 0 && position === FIRST_LINES) rows.push({ ...row, text: "", cut });
      if (cut === 0 || position < FIRST_LINES || position >= FIRST_LINES + cut) rows.push(row);
    });
  });
  return { nodes: nodes.map(printable), rows: rows.sort((a, b) => a.seconds - b.seconds), leftOut };
}

const rowOf = (line: LogLine, node: number): LogRow => ({
  seconds: Math.round(line.time / 1e3) / 1e6,
  node,
  error: line.stream === "stderr",
  text: printable(clipped(line.text, LINE_CHARS)),
  cut: 0,
});
