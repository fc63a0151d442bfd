// The buttons of the charts: zoom, and which operations are shown. They are the legend too.
import { OUTCOMES, type OutcomeName } from "../../report/payload-format.ts";
import type { PointFilter } from "../charts/latency-points.ts";
import type { TimeAxis } from "../time-axis.ts";

interface ChartControlsProps {
  readonly axis: TimeAxis;
  readonly filter: PointFilter;
  readonly functions: readonly string[];
  readonly onFilter: (filter: PointFilter) => void;
}

const MEANING: Readonly<Record<OutcomeName, string>> = {
  ok: "happened",
  fail: "did not happen",
  info: "nobody knows",
};

export const ChartControls = ({ axis, filter, functions, onFilter }: ChartControlsProps) => (
  <div class="controls">
    <span class="buttons" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom in" onClick={() => axis.zoom(0.5)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => axis.zoom(2)}>
        −
      </button>
      <button type="button" onClick={() => axis.reset()}>
        Whole run
      </button>
    </span>
    <span class="buttons legend" role="group" aria-label="Outcomes">
      {OUTCOMES.map((name, outcome) => (
        <button
          key={name}
          type="button"
          class={`toggle ${name}`}
          aria-pressed={filter.outcomes[outcome] === true}
          onClick={() =>
            onFilter({
              ...filter,
              outcomes: filter.outcomes.map((on, i) => (i === outcome ? !on : on)),
            })
          }
        >
          <Shape outcome={name} />
          {name} <small>{MEANING[name]}</small>
        </button>
      ))}
    </span>
    <label>
      Operation{" "}
      <select
        onChange={(event) => {
          const { value } = event.currentTarget;
          onFilter({ ...filter, f: value === "" ? null : Number(value) });
        }}
      >
        <option value="">all</option>
        {functions.map((name, id) => (
          <option key={name} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <span class="legend-fault">
      <i aria-hidden="true" /> fault
    </span>
  </div>
);

function Shape({ outcome }: { readonly outcome: OutcomeName }) {
  return (
    <svg class="shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {outcome === "ok" ? <rect x="3.5" y="3.5" width="5" height="5" /> : null}
      {outcome === "fail" ? <path d="M2 2l8 8M10 2l-8 8" /> : null}
      {outcome === "info" ? <path d="M6 1l5 5-5 5-5-5z" /> : null}
    </svg>
  );
}
