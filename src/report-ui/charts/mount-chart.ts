// Puts a chart on the shared time axis: dragging and the wheel move the axis, the axis moves the chart.
import uPlot from "uplot";
import type { FaultWindow } from "../../core/fault.ts";
import type { TimeAxis } from "../time-axis.ts";
import { drawBandNames, drawBands } from "./fault-bands.ts";
import { FONT, type Palette, readPalette } from "./palette.ts";
import { followWheel } from "./wheel-zoom.ts";

export interface ChartSpec {
  readonly height: number;
  readonly data: uPlot.AlignedData;
  /** Without the one for time. */
  readonly series: readonly uPlot.Series[];
  readonly y: uPlot.Scale;
  readonly yText: (value: number) => string;
  /** Which values get a line across; all that the axis splits at when absent. */
  readonly yLine?: (value: number) => boolean;
  /** Where the axis has its marks; left out, where it finds room. */
  readonly ySplits?: readonly number[];
  /** Draws what series cannot. */
  readonly draw?: (chart: uPlot, palette: Palette) => void;
}

export interface ChartContext {
  readonly axis: TimeAxis;
  readonly faults: readonly FaultWindow[];
  /** Seconds under the pointer and the point itself in CSS pixels; null when it has left. */
  readonly onPointer: (
    at: { seconds: number; left: number; top: number } | null,
    chart: uPlot,
  ) => void;
}

interface MountedChart {
  redraw(): void;
  destroy(): void;
}

const SYNC_KEY = "faultline";
const X_AXIS_PX = 30;
const X_LABEL_PX = 78;
const Y_AXIS_PX = 62;
/** A drag shorter than this was a click. */
const SHORTEST_DRAG_PX = 4;

export function mountChart(
  host: HTMLElement,
  spec: ChartSpec,
  context: ChartContext,
): MountedChart {
  const { axis } = context;
  let palette = readPalette();
  const chart = new uPlot(
    optionsOf(host, spec, context, () => palette),
    spec.data,
    host,
  );
  const redraw = (): void => {
    palette = readPalette();
    chart.redraw(false, true);
  };
  const follow = (): void => {
    const { from, to } = axis.current();
    chart.setScale("x", { min: from, max: to });
  };
  follow();
  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", redraw);
  const resize = new ResizeObserver(() => {
    if (host.clientWidth > 0) chart.setSize({ width: host.clientWidth, height: spec.height });
  });
  resize.observe(host);
  const ends = [axis.subscribe(follow), followWheel(chart, axis)];
  return {
    redraw,
    destroy() {
      for (const end of ends) end();
      resize.disconnect();
      theme.removeEventListener("change", redraw);
      chart.destroy();
    },
  };
}

function optionsOf(
  host: HTMLElement,
  spec: ChartSpec,
  context: ChartContext,
  palette: () => Palette,
): uPlot.Options {
  const { axis, faults } = context;
  return {
    width: Math.max(1, host.clientWidth),
    height: spec.height,
    padding: [10, 22, 4, 0],
    legend: { show: false },
    scales: { x: { time: false, range: () => windowOf(axis) }, y: spec.y },
    series: [{}, ...spec.series],
    axes: [
      {
        ...axisStyle(palette),
        size: X_AXIS_PX,
        space: X_LABEL_PX,
        values: (_, splits) => splits.map((s) => `${String(+s.toFixed(4))} s`),
      },
      {
        ...axisStyle(palette),
        size: Y_AXIS_PX,
        ...splitsOf(spec),
        grid: yGrid(spec, palette),
        values: (_, splits) => splits.map((v) => (Number.isFinite(v) ? spec.yText(v) : "")),
      },
    ],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      sync: { key: SYNC_KEY },
      points: { show: false },
      bind: {
        dblclick: () => () => {
          axis.reset();
          return null;
        },
      },
    },
    hooks: {
      drawClear: [(chart) => drawBands(chart, faults, palette())],
      draw: [
        (chart) => spec.draw?.(chart, palette()),
        (chart) => drawBandNames(chart, faults, palette()),
      ],
      setSelect: [(chart) => takeSelection(chart, axis)],
      setCursor: [(chart) => tellPointer(chart, context)],
    },
  };
}

function windowOf(axis: TimeAxis): [number, number] {
  const { from, to } = axis.current();
  return [from, to];
}

const axisStyle = (palette: () => Palette): uPlot.Axis => ({
  font: FONT,
  stroke: () => palette().quiet,
  grid: { stroke: () => palette().grid, width: 1 },
  ticks: { stroke: () => palette().grid, width: 1, size: 4 },
});

/** All of them, whatever the scale. */
const splitsOf = ({ ySplits }: ChartSpec): uPlot.Axis =>
  ySplits === undefined ? {} : { splits: () => [...ySplits], filter: (_, splits) => splits };

function yGrid({ yLine }: ChartSpec, palette: () => Palette): uPlot.Axis.Grid {
  const lines = { stroke: () => palette().grid, width: 1 };
  if (yLine === undefined) return lines;
  return { ...lines, filter: (_, splits) => splits.map((value) => (yLine(value) ? value : null)) };
}

function takeSelection(chart: uPlot, axis: TimeAxis): void {
  const { left, width } = chart.select;
  if (width < SHORTEST_DRAG_PX) return;
  axis.show({ from: chart.posToVal(left, "x"), to: chart.posToVal(left + width, "x") });
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function tellPointer(chart: uPlot, { onPointer }: ChartContext): void {
  const { left = -1, top = -1 } = chart.cursor;
  if (left < 0) onPointer(null, chart);
  else onPointer({ seconds: chart.posToVal(left, "x"), left, top }, chart);
}
