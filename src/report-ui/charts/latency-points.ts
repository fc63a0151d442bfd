// Draws every operation in the window as a point: filled squares for ok, crosses for fail, open diamonds for info.
// By hand, because a hundred thousand points through a chart library's own markers take a second.
import type uPlot from "uplot";
import { OUTCOMES } from "../../report/payload-format.ts";
import { type OperationRows, rowAt } from "../operation-rows.ts";
import type { Palette } from "./palette.ts";

/** Which operations are drawn. */
export interface PointFilter {
  /** By outcome id. */
  readonly outcomes: readonly boolean[];
  /** Null is all. */
  readonly f: number | null;
}

const passes = (rows: OperationRows, row: number, filter: PointFilter): boolean =>
  filter.outcomes[rows.outcome[row] ?? 0] === true &&
  (filter.f === null || rows.f[row] === filter.f);

/** Where an operation's point is, in pixels of the canvas. */
interface PointScale {
  readonly x: (seconds: number) => number;
  readonly y: (logLatency: number) => number;
  /** First row in the window, and the first after it. */
  readonly first: number;
  readonly end: number;
}

function scaleOf(chart: uPlot, rows: OperationRows): PointScale {
  const { left, top, width, height } = chart.bbox;
  const minX = chart.scales["x"]?.min ?? 0;
  const maxX = chart.scales["x"]?.max ?? 1;
  const minY = Math.log10(chart.scales["y"]?.min ?? 1);
  const maxY = Math.log10(chart.scales["y"]?.max ?? 10);
  return {
    x: (seconds) => left + ((seconds - minX) / (maxX - minX)) * width,
    y: (log) => top + height - ((log - minY) / (maxY - minY)) * height,
    first: rowAt(rows, minX),
    end: rowAt(rows, maxX),
  };
}

/** Half the size of a point of each outcome, in CSS pixels. */
const RADIUS_PX = [1.6, 3.4, 4] as const;
/** With fewer operations in the window there is room for bigger squares. */
const FEW_OPERATIONS = 1500;
const ROOMY_RADIUS_PX = 2.6;
/** Points of one outcome that fall into one cell of this many CSS pixels are one point. */
const CELL_PX = [2, 4, 4] as const;

/** `ok` first, so that the rare ones lie on top. */
export function drawPoints(
  chart: uPlot,
  rows: OperationRows,
  filter: PointFilter,
  palette: Palette,
): void {
  const scale = scaleOf(chart, rows);
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  OUTCOMES.forEach((name, outcome) => {
    if (filter.outcomes[outcome] !== true) return;
    const roomy = outcome === 0 && scale.end - scale.first < FEW_OPERATIONS;
    const radius = (roomy ? ROOMY_RADIUS_PX : (RADIUS_PX[outcome] ?? 2)) * devicePixelRatio;
    ctx.fillStyle = palette.outcome[name];
    ctx.strokeStyle = palette.outcome[name];
    ctx.lineWidth = 1.6 * devicePixelRatio;
    ctx.globalAlpha = outcome === 0 ? 0.75 : 1;
    const size = 2 * radius;
    // Squares one by one: a path of many thousands of them takes several times as long to fill.
    if (outcome === 0)
      eachCell(chart, rows, scale, filter, outcome, (x, y) =>
        ctx.fillRect(x - radius, y - radius, size, size),
      );
    else {
      const path = new Path2D();
      eachCell(chart, rows, scale, filter, outcome, (x, y) =>
        addShape(path, outcome, x, y, radius),
      );
      ctx.stroke(path);
    }
  });
  ctx.restore();
}

function eachCell(
  chart: uPlot,
  rows: OperationRows,
  scale: PointScale,
  filter: PointFilter,
  outcome: number,
  visit: (x: number, y: number) => void,
): void {
  const { left, top, width, height } = chart.bbox;
  const size = (CELL_PX[outcome] ?? 4) * devicePixelRatio;
  const columns = Math.ceil(width / size) + 1;
  const taken = new Uint8Array(columns * (Math.ceil(height / size) + 1));
  for (let row = scale.first; row < scale.end; row++) {
    if (rows.outcome[row] !== outcome || !passes(rows, row, filter)) continue;
    const x = scale.x(rows.start[row] ?? 0);
    const y = scale.y(rows.logLatency[row] ?? 0);
    const cell = Math.floor((y - top) / size) * columns + Math.floor((x - left) / size);
    if (taken[cell] === 1) continue;
    taken[cell] = 1;
    visit(x, y);
  }
}

function addShape(path: Path2D, outcome: number, x: number, y: number, r: number): void {
  if (outcome === 1) {
    path.moveTo(x - r, y - r);
    path.lineTo(x + r, y + r);
    path.moveTo(x + r, y - r);
    path.lineTo(x - r, y + r);
  } else {
    path.moveTo(x, y - r);
    path.lineTo(x + r, y);
    path.lineTo(x, y + r);
    path.lineTo(x - r, y);
    path.closePath();
  }
}

const REACH_PX = 14;

/** The row whose point is nearest to a place in CSS pixels of the plot, or null when none is near. */
export function nearestRow(
  chart: uPlot,
  rows: OperationRows,
  filter: PointFilter,
  left: number,
  top: number,
): number | null {
  const scale = scaleOf(chart, rows);
  const x = chart.bbox.left + left * devicePixelRatio;
  const y = chart.bbox.top + top * devicePixelRatio;
  let best: number | null = null;
  let distance = (REACH_PX * devicePixelRatio) ** 2;
  for (let row = scale.first; row < scale.end; row++) {
    const dx = scale.x(rows.start[row] ?? 0) - x;
    if (dx * dx > distance || !passes(rows, row, filter)) continue;
    const dy = scale.y(rows.logLatency[row] ?? 0) - y;
    if (dx * dx + dy * dy >= distance) continue;
    distance = dx * dx + dy * dy;
    best = row;
  }
  return best;
}
