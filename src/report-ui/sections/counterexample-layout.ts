// Where the bars of a counterexample go: by the order of events, which is all that matters to the proof, or by time.
import type { ExampleOp } from "../../report/payload-format.ts";

export interface Bar {
  readonly op: ExampleOp;
  readonly row: number;
  /** Pixels from the left edge of the drawing. */
  readonly from: number;
  readonly to: number;
  /** Until the next bar of the row, or the edge. */
  readonly labelWidth: number;
}

export interface Placed {
  readonly bars: readonly Bar[];
  /** Process of each row. */
  readonly processes: readonly number[];
  readonly width: number;
  /** Labelled instants along the top. */
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
}

/** Left of the drawing: the names of the lanes. */
export const GUTTER_PX = 92;
const RIGHT_PX = 44;
const NARROWEST_STEP_PX = 46;
const WIDEST_STEP_PX = 190;
const NARROWEST_BAR_PX = 4;
const TIME_TICKS = 6;

/** Every distinct instant is as far from the next as any other; wider than `room` pixels where there are many. */
export function placeInOrder(ops: readonly ExampleOp[], room: number): Placed {
  const instants = instantsOf(ops);
  const gaps = Math.max(1, instants.length - 1);
  const free = (room - GUTTER_PX - RIGHT_PX) / gaps;
  const step = Math.min(WIDEST_STEP_PX, Math.max(NARROWEST_STEP_PX, free));
  const rank = new Map(instants.map((time, position) => [time, position]));
  const width = Math.max(room, GUTTER_PX + RIGHT_PX + gaps * step);
  return place(ops, width, (time) => GUTTER_PX + (rank.get(time) ?? 0) * step, []);
}

/** Distances are durations; `room` pixels wide. */
export function placeInTime(ops: readonly ExampleOp[], room: number): Placed {
  const instants = instantsOf(ops);
  const first = instants[0] ?? 0;
  const span = Math.max(1e-9, (instants.at(-1) ?? 0) - first);
  const xOf = (time: number): number =>
    GUTTER_PX + ((time - first) / span) * (room - GUTTER_PX - RIGHT_PX);
  const ticks = Array.from({ length: TIME_TICKS }, (_, i) => first + (span * i) / (TIME_TICKS - 1));
  return place(
    ops,
    room,
    xOf,
    ticks.map((time) => ({ x: xOf(time), text: `+${((time - first) * 1000).toFixed(1)} ms` })),
  );
}

function instantsOf(ops: readonly ExampleOp[]): readonly number[] {
  const all = ops.flatMap((op) =>
    op.endSeconds === null ? [op.startSeconds] : [op.startSeconds, op.endSeconds],
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

function place(
  ops: readonly ExampleOp[],
  width: number,
  xOf: (time: number) => number,
  ticks: Placed["ticks"],
): Placed {
  const processes = [...new Set(ops.map((op) => op.process))].sort((a, b) => a - b);
  const edge = width - RIGHT_PX / 2;
  const bars = ops.map((op) => {
    const from = xOf(op.startSeconds);
    const to =
      op.endSeconds === null ? edge : Math.max(from + NARROWEST_BAR_PX, xOf(op.endSeconds));
    const later = ops.filter((o) => o.process === op.process && o.startSeconds > op.startSeconds);
    const next = Math.min(edge, ...later.map((o) => xOf(o.startSeconds)));
    return {
      op,
      row: processes.indexOf(op.process),
      from,
      to,
      labelWidth: Math.max(to, next) - from,
    };
  });
  return { bars, processes, width, ticks };
}
