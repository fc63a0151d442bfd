// A counterexample as a few lines of text: a row an operation, bars in the order of events (not to scale), because only
// the order matters to whether an operation can be placed.
import { toSeconds } from "../../core/duration.ts";
import type { Counterexample, CounterexampleOp } from "../counterexample.ts";
import { operationLabel } from "../op-text.ts";
import { clipped } from "../printable.ts";
import type { Painter } from "./paint.ts";

interface TimelineOptions {
  readonly width: number;
  readonly paint: Painter;
}

const LABEL_CHARS = 24;
const WIDEST_BAR_CHARS = 48;
const NARROWEST_BAR_CHARS = 12;
/** "  " + " ✗ " + times at the right. */
const EDGES_CHARS = 25;

/** One line an operation; `▶` ends the bar of one that got no answer, `✗` marks those that cannot be placed. */
export function asciiTimeline(
  example: Counterexample,
  options: TimelineOptions,
): readonly string[] {
  const { ops } = example;
  const labels = ops.map((o) =>
    clipped(`p${String(o.op.process)} ${operationLabel(o.op)}`, LABEL_CHARS),
  );
  const labelWidth = Math.max(0, ...labels.map((label) => label.length));
  const room = options.width - labelWidth - EDGES_CHARS;
  const barWidth = Math.max(NARROWEST_BAR_CHARS, Math.min(WIDEST_BAR_CHARS, room));
  const columnOf = orderScale(ops, barWidth);
  return ops.map((o, row) => {
    const bar = barOf(o, columnOf, barWidth);
    const text = `${(labels[row] ?? "").padEnd(labelWidth)} ${bar} ${timesText(o)}`;
    return o.impossible ? options.paint.bad(`  ✗ ${text}`) : `    ${text}`;
  });
}

/** Every distinct instant gets its own column as far as there is room; equal instants share one. */
function orderScale(ops: readonly CounterexampleOp[], width: number): (time: number) => number {
  const instants = ops.flatMap(({ op }) => (op.end === null ? [op.start] : [op.start, op.end]));
  const sorted = [...new Set<number>(instants)].sort((a, b) => a - b);
  const rank = new Map(sorted.map((time, position) => [time, position]));
  const last = Math.max(1, sorted.length - 1);
  return (time) => Math.round(((rank.get(time) ?? 0) / last) * (width - 2));
}

function barOf(
  { op }: CounterexampleOp,
  columnOf: (time: number) => number,
  width: number,
): string {
  const from = columnOf(op.start);
  const to = op.end === null ? width - 1 : Math.max(from + 1, columnOf(op.end));
  const line = op.end === null ? "╌" : "─";
  const bar = `├${line.repeat(Math.max(0, to - from - 1))}${op.end === null ? "▶" : "┤"}`;
  return (" ".repeat(from) + bar).padEnd(width);
}

function timesText({ op }: CounterexampleOp): string {
  const start = toSeconds(op.start).toFixed(3);
  return op.end === null ? `${start} s, no answer` : `${start}–${toSeconds(op.end).toFixed(3)} s`;
}
