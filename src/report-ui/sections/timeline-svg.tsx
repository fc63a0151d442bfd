// Draws placed operations as SVG: a lane per process, a bar per operation, red and crossed where it cannot be placed.
import { type Bar, GUTTER_PX, type Placed } from "./counterexample-layout.ts";

const LANE_PX = 54;
const TOP_PX = 20;
const BAR_PX = 12;
const CHAR_PX = 7.3;

export function TimelineSvg({ placed }: { readonly placed: Placed }) {
  const height = TOP_PX + placed.processes.length * LANE_PX + 6;
  const width = placed.width - GUTTER_PX;
  return (
    <div class="timeline-frame">
      <svg class="lanes" width={GUTTER_PX} height={height} aria-hidden="true">
        {placed.processes.map((process, row) => (
          <text key={process} x={0} y={TOP_PX + (row + 1) * LANE_PX - 15}>
            process {process}
          </text>
        ))}
      </svg>
      <svg
        class="timeline"
        width={width}
        height={height}
        viewBox={`${String(GUTTER_PX)} 0 ${String(width)} ${String(height)}`}
        role="img"
        aria-label={describe(placed)}
      >
        {placed.processes.map((process, row) => (
          <Lane key={process} row={row} width={placed.width} />
        ))}
        {placed.ticks.map(({ x, text }) => (
          <g key={x} class="tick">
            <line x1={x} x2={x} y1={TOP_PX - 4} y2={height} />
            <text x={x} y={12} text-anchor="middle">
              {text}
            </text>
          </g>
        ))}
        {placed.bars.map((bar) => (
          <OperationBar key={bar.op.index} bar={bar} />
        ))}
      </svg>
    </div>
  );
}

function Lane({ row, width }: { readonly row: number; readonly width: number }) {
  const y = TOP_PX + (row + 1) * LANE_PX;
  return <line x1={0} x2={width} y1={y} y2={y} />;
}

function OperationBar({ bar }: { readonly bar: Bar }) {
  const { op } = bar;
  const y = TOP_PX + bar.row * LANE_PX + 28;
  const label = fit(op.impossible ? `✗ ${op.label}` : op.label, bar.labelWidth);
  return (
    <g class={`operation ${op.outcome}${op.impossible ? " impossible" : ""}`}>
      <title>{tooltip(bar)}</title>
      {op.endSeconds === null ? (
        <path
          d={`M${String(bar.from)} ${String(y)}H${String(bar.to - 8)}l8 ${String(BAR_PX / 2)}l-8 ${String(BAR_PX / 2)}H${String(bar.from)}z`}
        />
      ) : (
        <rect x={bar.from} y={y} width={bar.to - bar.from} height={BAR_PX} rx={3} />
      )}
      <text x={bar.from} y={y - 7}>
        {label}
      </text>
    </g>
  );
}

function fit(label: string, width: number): string {
  const chars = Math.max(1, Math.floor(width / CHAR_PX));
  return label.length <= chars ? label : `${label.slice(0, Math.max(1, chars - 1))}…`;
}

function tooltip({ op }: Bar): string {
  const end = op.endSeconds === null ? "no answer" : `${op.endSeconds.toFixed(6)} s`;
  const key = op.key === null ? "" : `, key ${op.key}`;
  const because = op.because === null ? "" : `\n${op.because}`;
  return `process ${String(op.process)}${key}: ${op.label}\n${op.startSeconds.toFixed(6)} s – ${end} (${op.outcome})${because}`;
}

const describe = ({ bars }: Placed): string =>
  bars
    .map(
      ({ op }) =>
        `process ${String(op.process)} ${op.label}${op.impossible ? " (cannot be placed)" : ""}`,
    )
    .join(", then ");
