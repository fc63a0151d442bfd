// The operations that prove an anomaly: a timeline with a row per process, the impossible one marked, and a table.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ExampleOp, Finding } from "../../report/payload-format.ts";
import type { TimeAxis } from "../time-axis.ts";
import { millisText, plural } from "../words.ts";
import { type Placed, placeInOrder, placeInTime } from "./counterexample-layout.ts";
import { TimelineSvg } from "./timeline-svg.tsx";

const WIDEST_PX = 1060;
const NARROWEST_PX = 260;
const CARD_EDGES_PX = 108;

interface CounterexampleProps {
  readonly finding: Finding;
  readonly axis: TimeAxis;
}

export function Counterexample({ finding, axis }: CounterexampleProps) {
  const [toScale, setToScale] = useState(false);
  const room = roomForDrawing();
  const placed: Placed = toScale ? placeInTime(finding.ops, room) : placeInOrder(finding.ops, room);
  const drawing = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (drawing.current !== null) scrollToImpossible(drawing.current, placed);
  }, [toScale]);
  return (
    <figure class="counterexample">
      <figcaption>
        {describe(finding)}
        <span class="buttons">
          <label class="switch">
            <input
              type="checkbox"
              checked={toScale}
              onChange={(event) => setToScale(event.currentTarget.checked)}
            />{" "}
            times to scale
          </label>
          <button type="button" onClick={() => showInCharts(finding.ops, axis)}>
            Show in charts
          </button>
        </span>
      </figcaption>
      <div
        class="scroll"
        tabIndex={0}
        role="group"
        aria-label="Timeline of the counterexample"
        ref={drawing}
      >
        <TimelineSvg placed={placed} />
      </div>
      <WhyStuck finding={finding} />
      <OperationsTable ops={finding.ops} />
    </figure>
  );
}

/** What a card leaves of the page's width. */
const roomForDrawing = (): number =>
  Math.min(WIDEST_PX, Math.max(NARROWEST_PX, document.documentElement.clientWidth - CARD_EDGES_PX));

/** A long drawing opens where the operation is that cannot be placed. */
function scrollToImpossible(drawing: HTMLDivElement, { bars }: Placed): void {
  const bar = bars.find(({ op }) => op.impossible);
  if (bar !== undefined && bar.to > drawing.clientWidth)
    drawing.scrollLeft = (bar.from + bar.to - drawing.clientWidth) / 2;
}

function describe(finding: Finding): string {
  const { ops, totalOps } = finding;
  const shown = totalOps > ops.length ? `${String(ops.length)} of ` : "";
  const proof = proofText(finding);
  const keys = [...new Set(ops.flatMap((op) => (op.key === null ? [] : [op.key])))];
  const on = keys.length === 1 ? ` on key ${keys.join("")}` : "";
  return `${shown}${plural(totalOps, "operation")}${on}. ${proof}`;
}

function proofText({ edges, minimal }: Finding): string {
  if (edges.length > 0) return "In the cycle, each must come before itself.";
  return minimal
    ? "A minimal counterexample: without any one of these operations the rest would pass."
    : "Not reduced to a minimum: some of these operations may not be needed for the proof.";
}

function WhyStuck({ finding }: { readonly finding: Finding }) {
  const stuck = finding.ops.filter((op) => op.because !== null);
  const { lastState, goodUntilSeconds } = finding;
  if (stuck.length === 0 && lastState === null && goodUntilSeconds === null) return null;
  return (
    <div class="stuck">
      {finding.lastState === null ? null : (
        <p>
          Every order of the other operations ends where <strong>{finding.lastState}</strong>
          {stuck.length === 0 ? "." : ". From there:"}
        </p>
      )}
      {finding.goodUntilSeconds === null ? null : (
        <p>
          What had ended before {finding.goodUntilSeconds.toFixed(6)} s has an order; with what
          ended then, nothing has.
        </p>
      )}
      <ul>
        {stuck.map((op) => (
          <li key={op.index} class={op.impossible ? "impossible" : ""}>
            <span aria-hidden="true">{op.impossible ? "✗ " : ""}</span>
            process {op.process}, <code>{op.label}</code>: {op.because}
          </li>
        ))}
      </ul>
    </div>
  );
}

function OperationsTable({ ops }: { readonly ops: readonly ExampleOp[] }) {
  return (
    <details>
      <summary>The same as a table</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label="Operations of the counterexample">
        <table>
          <thead>
            <tr>
              <th scope="col">Index</th>
              <th scope="col">Process</th>
              <th scope="col">Key</th>
              <th scope="col">Operation</th>
              <th scope="col">Start</th>
              <th scope="col">Took</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {ops.map((op) => (
              <tr key={op.index} class={op.impossible ? "impossible" : ""}>
                <td class="number">{op.index}</td>
                <td class="number">{op.process}</td>
                <td>{op.key ?? "–"}</td>
                <td>
                  <code>{op.label}</code>
                </td>
                <td class="number">{op.startSeconds.toFixed(6)} s</td>
                <td class="number">
                  {op.endSeconds === null
                    ? "no answer"
                    : millisText((op.endSeconds - op.startSeconds) * 1000)}
                </td>
                <td>
                  {op.outcome}
                  {op.error === null ? "" : ` (${op.error})`}
                  {op.impossible ? " · cannot be placed" : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** With as much room again on both sides. */
function showInCharts(ops: readonly ExampleOp[], axis: TimeAxis): void {
  const from = Math.min(...ops.map((op) => op.startSeconds));
  const to = Math.max(...ops.map((op) => op.endSeconds ?? op.startSeconds));
  const margin = Math.max(0.01, to - from);
  axis.show({ from: from - margin, to: to + margin });
  document.getElementById("time")?.scrollIntoView();
}
