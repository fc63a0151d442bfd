// What the charts show, as tables: for readers who cannot see them, and for exact numbers.
import type { LatencyRow, RateTable } from "../../report/payload-format.ts";
import { type TimeAxis, useTimeWindow } from "../time-axis.ts";
import { countText, millisText, plural } from "../words.ts";

interface LatencyTableProps {
  readonly rows: readonly LatencyRow[];
  readonly info: number;
}

export const LatencyTable = ({ rows, info }: LatencyTableProps) => (
  <details>
    <summary>Latency as a table</summary>
    <div class="scroll" tabIndex={0} role="region" aria-label="Latency">
      <table>
        <thead>
          <tr>
            {["Operation", "Outcome", "Count", "p50", "p95", "p99", "Longest"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.f + row.outcome}>
              <th scope="row">{row.f}</th>
              <td>{row.outcome}</td>
              <td class="number">{countText(row.count)}</td>
              <td class="number">{millisText(row.p50Ms)}</td>
              <td class="number">{millisText(row.p95Ms)}</td>
              <td class="number">{millisText(row.p99Ms)}</td>
              <td class="number">{millisText(row.maxMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <p class="fine">
      {plural(info, "operation")} ended as info and {info === 1 ? "has" : "have"} no latency; the
      chart shows how long the harness waited.
    </p>
  </details>
);

/** More rows than anybody reads; the window narrows them. */
const RATE_ROWS = 600;

export function RateTableView({
  rate,
  axis,
}: {
  readonly rate: RateTable;
  readonly axis: TimeAxis;
}) {
  const { from, to } = useTimeWindow(axis);
  const first = Math.floor(from / rate.bucketSeconds);
  const last = Math.min(rate.ok.length, Math.ceil(to / rate.bucketSeconds), first + RATE_ROWS);
  const buckets = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  return (
    <details>
      <summary>Rate as a table</summary>
      <div class="scroll tall" tabIndex={0} role="region" aria-label="Rate">
        <table>
          <thead>
            <tr>
              {["From", "ok per second", "fail per second", "info per second"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={bucket}>
                <th scope="row">{bucket * rate.bucketSeconds} s</th>
                <td class="number">{countText(rate.ok[bucket] ?? 0)}</td>
                <td class="number">{countText(rate.fail[bucket] ?? 0)}</td>
                <td class="number">{countText(rate.info[bucket] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
