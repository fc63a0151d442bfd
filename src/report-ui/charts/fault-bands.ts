// Faults as bands behind a chart, with their names on top where there is room. A dashed edge means: no evidence.
import type uPlot from "uplot";
import type { FaultWindow } from "../../core/fault.ts";
import type { Palette } from "./palette.ts";

const LABEL_LANES = 3;
const LABEL_PX = 16;

interface Extent {
  readonly fault: FaultWindow;
  readonly from: number;
  readonly to: number;
}

/** The part of each fault that the chart shows now, in canvas pixels. */
function visible(chart: uPlot, faults: readonly FaultWindow[]): readonly Extent[] {
  const { min = 0, max = 0 } = chart.scales["x"] ?? {};
  const { left, width } = chart.bbox;
  return faults.flatMap((fault) => {
    const start = fault.start / 1e9;
    const end = fault.end === null ? Number.POSITIVE_INFINITY : fault.end / 1e9;
    if (end < min || start > max) return [];
    const xOf = (seconds: number): number => left + ((seconds - min) / (max - min)) * width;
    return [{ fault, from: xOf(Math.max(min, start)), to: xOf(Math.min(max, end)) }];
  });
}

/** Call when the canvas is clear. */
export function drawBands(chart: uPlot, faults: readonly FaultWindow[], palette: Palette): void {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { fault, from, to } of visible(chart, faults)) {
    ctx.fillStyle = palette.fault;
    ctx.fillRect(from, bbox.top, Math.max(1, to - from), bbox.height);
    ctx.strokeStyle = palette.faultEdge;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(fault.evidence.seen ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    for (const x of [from, to]) {
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** Call when everything else is drawn. */
export function drawBandNames(
  chart: uPlot,
  faults: readonly FaultWindow[],
  palette: Palette,
): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const lanes = new Array<number>(LABEL_LANES).fill(Number.NEGATIVE_INFINITY);
  ctx.save();
  ctx.font = `${String(11 * ratio)}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  for (const { fault, from, to } of visible(chart, faults)) {
    const room = Math.max((to - from) * 1.2, 40 * ratio);
    const widthOf = (text: string): number => ctx.measureText(text).width + 8 * ratio;
    const name = [fault.name, fault.kind].find((text) => widthOf(text) <= room);
    const lane = lanes.findIndex((taken) => taken <= from);
    if (lane < 0 || name === undefined) continue;
    const width = widthOf(name);
    const x = Math.min(from, bbox.left + bbox.width - width);
    lanes[lane] = x + width;
    ctx.fillStyle = palette.ink;
    ctx.fillText(name, x + 4 * ratio, bbox.top + (3 + lane * LABEL_PX) * ratio);
  }
  ctx.restore();
}

/** The faults that hold at an instant. */
export const faultsAt = (faults: readonly FaultWindow[], seconds: number): readonly FaultWindow[] =>
  faults.filter(
    (fault) => fault.start / 1e9 <= seconds && (fault.end === null || seconds <= fault.end / 1e9),
  );
