// The logs of all nodes on the run's clock, filtered by node, text and the window that the charts show.
import { useMemo, useState } from "preact/hooks";
import type { LogRow, PayloadHeader } from "../../report/payload-format.ts";
import { type TimeAxis, type TimeWindow, useTimeWindow } from "../time-axis.ts";
import { countText, plural } from "../words.ts";
import { Section } from "./section.tsx";

interface LogsProps {
  readonly header: PayloadHeader;
  readonly axis: TimeAxis;
}

/** Rows that a browser lays out without a pause; more come on request. */
const ROWS_AT_ONCE = 400;

interface Filter {
  /** Null is all of them. */
  readonly node: number | null;
  readonly text: string;
  readonly follow: boolean;
}

export function Logs({ header, axis }: LogsProps) {
  const { logs, logNodes } = header;
  const window = useTimeWindow(axis);
  const [filter, setFilter] = useState<Filter>({ node: null, text: "", follow: true });
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const found = useMemo(() => select(logs, filter, window), [logs, filter, window]);
  if (logs.length === 0)
    return (
      <Section id="logs" title="Node logs">
        <p class="empty">No node wrote a log.</p>
      </Section>
    );
  return (
    <Section
      id="logs"
      title="Node logs"
      aside={plural(found.filter((row) => row.cut === 0).length, "line")}
    >
      <Controls nodes={logNodes} filter={filter} onChange={setFilter} />
      <div class="scroll log" tabIndex={0} role="region" aria-label="Log lines">
        <table>
          <thead class="unseen">
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Node</th>
              <th scope="col">Text</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, limit).map((row, position) => (
              <Row key={position} row={row} node={logNodes[row.node] ?? ""} />
            ))}
          </tbody>
        </table>
        {found.length === 0 ? <p class="empty">No line matches.</p> : null}
        {found.length > limit ? (
          <button type="button" class="more" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
            {countText(found.length - limit)} more
          </button>
        ) : null}
      </div>
    </Section>
  );
}

function select(
  rows: readonly LogRow[],
  filter: Filter,
  { from, to }: TimeWindow,
): readonly LogRow[] {
  const wanted = filter.text.toLowerCase();
  return rows.filter(
    (row) =>
      (filter.node === null || row.node === filter.node) &&
      (!filter.follow || (row.seconds >= from && row.seconds <= to)) &&
      (wanted === "" || row.text.toLowerCase().includes(wanted)),
  );
}

interface ControlsProps {
  readonly nodes: readonly string[];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

const Controls = ({ nodes, filter, onChange }: ControlsProps) => (
  <div class="controls">
    <label>
      Node{" "}
      <select
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...filter, node: value === "" ? null : Number(value) });
        }}
      >
        <option value="">all</option>
        {nodes.map((name, id) => (
          <option key={name} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <label>
      Text{" "}
      <input
        type="search"
        value={filter.text}
        onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
    </label>
    <label class="switch">
      <input
        type="checkbox"
        checked={filter.follow}
        onChange={(event) => onChange({ ...filter, follow: event.currentTarget.checked })}
      />{" "}
      only what the charts show
    </label>
  </div>
);

function Row({ row, node }: { readonly row: LogRow; readonly node: string }) {
  if (row.cut > 0)
    return (
      <tr class="cut">
        <td class="number">{row.seconds.toFixed(3)}</td>
        <td>{node}</td>
        <td>✂ {plural(row.cut, "line")} cut here; the whole log is in the run directory</td>
      </tr>
    );
  return (
    <tr>
      <td class="number">{row.seconds.toFixed(3)}</td>
      <td>{node}</td>
      <td>{row.text}</td>
    </tr>
  );
}
