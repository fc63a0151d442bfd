// The offsets of the nodes' wall clocks: chart, table, and words for one instant. Nothing where no clock was sampled.
import { useMemo } from "preact/hooks";
import { ChartHost } from "../charts/chart-host.tsx";
import { clockChart } from "../charts/clock-chart.ts";
import type { ChartContext } from "../charts/mount-chart.ts";
import type { ClockTable } from "../../report/payload-format.ts";
import { type TimeAxis, useTimeWindow } from "../time-axis.ts";
import { offsetText, secondsText } from "../words.ts";

/** More rows than anybody reads; the window narrows them. */
const CLOCK_ROWS = 600;

interface ClockTableProps {
  readonly clocks: ClockTable;
  readonly axis: TimeAxis;
}

interface ClockOffsetsProps {
  readonly clocks: ClockTable | null;
  readonly axis: TimeAxis;
  readonly context: ChartContext;
}

export function ClockOffsets({ clocks, axis, context }: ClockOffsetsProps) {
  const chart = useMemo(() => (clocks === null ? null : clockChart(clocks)), [clocks]);
  if (clocks === null || chart === null) return null;
  return (
    <>
      <h3>Clock offsets</h3>
      <ChartHost
        label="How far each node's wall clock is ahead. A table follows."
        spec={chart}
        context={context}
        version={null}
      />
      <ClockTableView clocks={clocks} axis={axis} />
    </>
  );
}

function ClockTableView({ clocks, axis }: ClockTableProps) {
  const { from, to } = useTimeWindow(axis);
  const rows = clocks.seconds
    .map((seconds, row) => ({ seconds, row }))
    .filter(({ seconds }) => seconds >= from && seconds <= to)
    .slice(0, CLOCK_ROWS);
  return (
    <details>
      <summary>Clock offsets as a table</summary>
      <div class="scroll tall" tabIndex={0} role="region" aria-label="Clock offsets">
        <table>
          <thead>
            <tr>
              {["At", ...clocks.nodes.map(({ name }) => name)].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ seconds, row }) => (
              <tr key={row}>
                <th scope="row">{secondsText(seconds, 1)}</th>
                {clocks.nodes.map(({ name, ms }) => (
                  <td key={name} class="number">
                    {textOf(ms[row] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const textOf = (ms: number | null): string => (ms === null ? "down" : offsetText(ms));

/** Who is off by how much at an instant: the last sample before it. */
export function clocksAt({ seconds, nodes }: ClockTable, at: number): readonly string[] {
  const row = seconds.findLastIndex((time) => time <= at);
  return nodes.flatMap(({ name, ms }) => {
    const offset = ms[row] ?? 0;
    return offset === 0 ? [] : [`${name}'s clock ${offsetText(offset)}`];
  });
}
