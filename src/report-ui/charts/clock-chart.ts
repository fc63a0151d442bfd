// How far each node's wall clock is off: a line a node, told apart by their dashes, on a scale that shows milliseconds and
// minutes alike.
import uPlot from "uplot";
import type { ClockTable } from "../../report/payload-format.ts";
import { offsetText } from "../words.ts";
import type { ChartSpec } from "./mount-chart.ts";
import { readPalette } from "./palette.ts";

const HEIGHT_PX = 150;
/** Below this the scale is even, above it each line across is ten times the one before. */
const EVEN_BELOW_MS = 10;
/** uPlot's scale that is even around zero and logarithmic beyond. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- an enum without values: there is nothing to import
const ARCSINH: NonNullable<uPlot.Scale["distr"]> = 4;
/** A hundred times farther each: 100 ms, seconds, a quarter of an hour, a day, months, decades. */
const SIZES_MS = [1e2, 1e4, 1e6, 1e8, 1e10, 1e12];
const LEAST_MS = 100;
const MARKS_MS: readonly number[] = [...SIZES_MS.map((ms) => -ms).reverse(), 0, ...SIZES_MS];
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 5]];

export function clockChart({ seconds, nodes }: ClockTable): ChartSpec {
  const sizes = nodes.flatMap(({ ms }) => ms.map((value) => Math.abs(value ?? 0)));
  const most = Math.max(LEAST_MS, ...sizes) * 2;
  return {
    height: HEIGHT_PX,
    data: [[...seconds], ...nodes.map(({ ms }) => [...ms])],
    series: nodes.map((_, index) => ({
      stroke: () => readPalette().ink,
      width: 1.4,
      dash: [...(DASHES[index % DASHES.length] ?? [])],
      points: { show: false },
      ...(uPlot.paths.stepped === undefined ? {} : { paths: uPlot.paths.stepped({ align: 1 }) }),
    })),
    y: { distr: ARCSINH, asinh: EVEN_BELOW_MS, range: [-most, most] },
    yText: offsetText,
    ySplits: MARKS_MS.filter((mark) => Math.abs(mark) <= most),
    yLine: () => true,
  };
}
