// Latency and rate over one zoomable time axis with the faults behind them.
import type uPlot from "uplot";
import { useMemo, useRef, useState } from "preact/hooks";
import { ChartHost } from "../charts/chart-host.tsx";
import { faultsAt } from "../charts/fault-bands.ts";
import { latencyChart } from "../charts/latency-chart.ts";
import { nearestRow, type PointFilter } from "../charts/latency-points.ts";
import type { ChartContext } from "../charts/mount-chart.ts";
import { rateChart } from "../charts/rate-chart.ts";
import { OUTCOMES } from "../../report/payload-format.ts";
import type { Report } from "../read-payload.ts";
import { type TimeAxis, useTimeWindow } from "../time-axis.ts";
import { millisText, plural, secondsText } from "../words.ts";
import { ChartControls } from "./chart-controls.tsx";
import { LatencyTable, RateTableView } from "./chart-tables.tsx";
import { ClockOffsets, clocksAt } from "./clock-offsets.tsx";
import { Section } from "./section.tsx";

interface ChartsProps {
  readonly report: Report;
  readonly axis: TimeAxis;
}

const HOW_TO_READ =
  "Drag to zoom, or use the wheel or the keys + − 0 and the arrows; point at anything to read it.";
const ALL: PointFilter = { outcomes: [true, true, true], f: null };

export function Charts({ report, axis }: ChartsProps) {
  const { header, rows } = report;
  const [filter, setFilter] = useState(ALL);
  const [readout, setReadout] = useState<string | null>(null);
  const filterNow = useRef(filter);
  filterNow.current = filter;
  const latency = useMemo(
    () => latencyChart(rows, header.spanSeconds, () => filterNow.current),
    [rows],
  );
  const rate = useMemo(() => rateChart(header.rate, header.spanSeconds), [header]);
  const [overLatency, overRate] = useMemo(() => {
    const tell =
      (points: boolean): ChartContext["onPointer"] =>
      (at, chart) => {
        // Every chart hears of the pointer through the shared cursor; only the one below it speaks.
        if (!chart.over.matches(":hover")) return;
        setReadout(at && describe(report, at, points ? chart : null, filterNow.current));
      };
    const { faults } = header;
    return [
      { axis, faults, onPointer: tell(true) },
      { axis, faults, onPointer: tell(false) },
    ];
  }, [report, axis]);
  if (rows.length === 0)
    return (
      <Section id="time" title="Over time">
        <p class="empty">No operation was recorded.</p>
      </Section>
    );
  return (
    <Section id="time" title="Over time" aside={<WindowText axis={axis} />}>
      <ChartControls
        axis={axis}
        filter={filter}
        functions={header.functions}
        onFilter={setFilter}
      />
      <h3>Latency</h3>
      <ChartHost
        label={`Latency of ${plural(rows.length, "operation")} over time, on a log scale. A table follows.`}
        spec={latency}
        context={overLatency}
        version={filter}
      />
      <h3>Rate</h3>
      <ChartHost
        label="Completions per second by outcome. A table follows."
        spec={rate}
        context={overRate}
        version={null}
      />
      <ClockOffsets clocks={header.clocks} axis={axis} context={overRate} />
      <p class="readout">{readout ?? HOW_TO_READ}</p>
      <LatencyTable rows={header.latency} info={header.counts.info} />
      <RateTableView rate={header.rate} axis={axis} />
    </Section>
  );
}

function WindowText({ axis }: { readonly axis: TimeAxis }) {
  const { from, to } = useTimeWindow(axis);
  const width = to - from;
  return (
    <output id="window">
      {secondsText(from, width)} – {secondsText(to, width)}
    </output>
  );
}

/** What is under the pointer: the instant, the nearest operation, the faults that hold. */
function describe(
  { header, rows }: Report,
  at: { readonly seconds: number; readonly left: number; readonly top: number },
  chart: uPlot | null,
  filter: PointFilter,
): string {
  const parts = [secondsText(at.seconds, 1)];
  const row = chart === null ? null : nearestRow(chart, rows, filter, at.left, at.top);
  if (row !== null) {
    const name = header.functions[rows.f[row] ?? 0] ?? "";
    const text = header.texts[rows.text[row] ?? 0] ?? "";
    const key = header.keys[rows.key[row] ?? -1];
    const error = header.errors[rows.error[row] ?? 0] ?? "";
    parts.push(
      `process ${String(rows.process[row])} ${name} ${text}${key === undefined ? "" : ` (key ${key})`}: ${OUTCOMES[rows.outcome[row] ?? 0] ?? ""} after ${millisText(rows.latencyMs[row] ?? 0)}${error === "" ? "" : `, ${error}`}`,
    );
  }
  const faults = faultsAt(header.faults, at.seconds).map(
    (fault) => `${fault.name} on ${fault.targets.join(", ")}`,
  );
  parts.push(faults.length === 0 ? "no fault" : faults.join("; "));
  if (header.clocks !== null) parts.push(...clocksAt(header.clocks, at.seconds));
  return parts.join(" · ");
}
