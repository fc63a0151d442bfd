// Completions per second by outcome: a filled step for ok, a dashed line for fail, a dotted one for info.
import uPlot from "uplot";
import type { RateTable } from "../../report/payload-format.ts";
import { countText } from "../words.ts";
import type { ChartSpec } from "./mount-chart.ts";
import { readPalette } from "./palette.ts";

const HEIGHT_PX = 190;

export function rateChart(rate: RateTable, spanSeconds: number): ChartSpec {
  const top = Math.max(1, ...rate.ok, ...rate.fail, ...rate.info) * 1.08;
  // A step needs to know where the last bucket ends.
  const closed = (row: readonly number[]): number[] => [...row, row.at(-1) ?? 0];
  return {
    height: HEIGHT_PX,
    data: [
      [...rate.ok.map((_, bucket) => bucket * rate.bucketSeconds), spanSeconds],
      closed(rate.ok),
      closed(rate.fail),
      closed(rate.info),
    ],
    series: [
      { ...step("ok"), fill: () => `${readPalette().outcome.ok}26` },
      { ...step("fail"), dash: [7, 4] },
      { ...step("info"), dash: [2, 3] },
    ],
    y: { range: [0, top] },
    yText: (value) => `${countText(value)}/s`,
  };
}

const step = (outcome: "ok" | "fail" | "info"): uPlot.Series => ({
  stroke: () => readPalette().outcome[outcome],
  width: 1.6,
  points: { show: false },
  ...(uPlot.paths.stepped === undefined ? {} : { paths: uPlot.paths.stepped({ align: 1 }) }),
});
