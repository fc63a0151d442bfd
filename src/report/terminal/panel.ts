// The panel that a terminal shows under the lines of a run: phase, rate, outcomes, and the faults that hold now.
import { formatDuration, fromMs } from "../../core/duration.ts";
import { nanos } from "../../core/ids.ts";
import { numberText } from "../stat-text.ts";
import { PHASE_TEXT, targetsText } from "./event-line.ts";
import type { LiveState } from "./live-state.ts";
import type { Painter } from "./paint.ts";
import { oneLine } from "./wrap.ts";

const FAULT_LINES = 5;

/** At most nine lines, none wider than `width`. */
export function panelLines(state: LiveState, paint: Painter, width: number): readonly string[] {
  const { header } = state;
  if (header === null) return [];
  const rule = paint.dim("─".repeat(Math.max(1, width - 1)));
  const room = width - 3;
  return [
    rule,
    `  ${paint.bold(oneLine(phaseText(state, header.durationMs), room))}`,
    `  ${oneLine(countsText(state), room)}`,
    ...faultLines(state, paint, room),
  ];
}

function phaseText(state: LiveState, durationMs: number): string {
  if (state.phase === null) return "starting";
  const clock = formatDuration(nanos(state.now * 1e9));
  const of = state.phase === "running" ? ` of ${formatDuration(fromMs(durationMs))}` : "";
  return `${PHASE_TEXT[state.phase]} · ${clock}${of}`;
}

function countsText(state: LiveState): string {
  const { ok, fail, info } = state.counts;
  return `${numberText(Math.round(state.rate))} ops/s   ok ${numberText(ok)}   fail ${numberText(fail)}   info ${numberText(info)}   in flight ${String(state.inFlight)}`;
}

function faultLines(state: LiveState, paint: Painter, room: number): readonly string[] {
  const faults = [...state.active.values()];
  if (faults.length === 0) return [paint.dim("  no fault holds")];
  const lines = faults.slice(0, FAULT_LINES).map((fault) => {
    const age = formatDuration(nanos(Math.max(0, state.now * 1e9 - fault.start)));
    return paint.unsure(
      `  ▮ ${oneLine(`${fault.name} on ${targetsText(fault, state)} for ${age}`, room - 2)}`,
    );
  });
  const hidden = faults.length - FAULT_LINES;
  return hidden > 0 ? [...lines, paint.dim(`  and ${String(hidden)} more`)] : lines;
}
