// Latency over time on a log scale, one point an operation.
import type uPlot from "uplot";
import type { OperationRows } from "../operation-rows.ts";
import { millisText } from "../words.ts";
import { drawPoints, type PointFilter } from "./latency-points.ts";
import type { ChartSpec } from "./mount-chart.ts";

const HEIGHT_PX = 340;
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- an enum without values: there is nothing to import
const LOGARITHMIC: NonNullable<uPlot.Scale["distr"]> = 3;

/** `filter` is asked at each drawing. */
export function latencyChart(
  rows: OperationRows,
  spanSeconds: number,
  filter: () => PointFilter,
): ChartSpec {
  return {
    height: HEIGHT_PX,
    // The points are drawn by hand; the chart only needs to know that there is something.
    data: [
      [0, spanSeconds],
      [1, 1],
    ],
    series: [{ paths: () => null, points: { show: false } }],
    y: { distr: LOGARITHMIC, log: 10, range: decadesOf(rows.latencyMs) },
    yText: millisText,
    // Ten lines a decade would be louder than the points.
    yLine: (ms) => Number.isInteger(Math.round(Math.log10(ms) * 1e6) / 1e6),
    draw: (chart, palette) => drawPoints(chart, rows, filter(), palette),
  };
}

/** Whole powers of ten around all latencies; one to ten milliseconds when there are none. */
function decadesOf(latencies: Float64Array): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const ms of latencies) {
    min = Math.min(min, ms);
    max = Math.max(max, ms);
  }
  if (max === 0) return [1, 10];
  const low = 10 ** Math.floor(Math.log10(min));
  const high = 10 ** Math.ceil(Math.log10(max));
  return [low, high > low ? high : low * 10];
}
