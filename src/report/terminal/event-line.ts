// One line of text per event of a run, stamped with the run's clock. Knows no stream and no panel.
import { formatDuration, fromMs, toSeconds } from "../../core/duration.ts";
import type { Phase, RunEvent } from "../../core/events.ts";
import type { Evidence, FaultWindow } from "../../core/fault.ts";
import { nanos } from "../../core/ids.ts";
import { wordOf } from "../../core/verdict.ts";
import { verdictText } from "../findings.ts";
import { numberText } from "../stat-text.ts";
import { printable } from "../printable.ts";
import type { LiveState } from "./live-state.ts";
import { type Painter, symbolOf, toneOfWord } from "./paint.ts";

export const PHASE_TEXT: Readonly<Record<Phase, string>> = {
  starting: "starting the cluster",
  running: "running the workload under faults",
  recovering: "healed; waiting for recovery",
  "final-reads": "final reads",
  stopping: "stopping the cluster",
  checking: "checking the history",
  reporting: "writing the report",
};

const STAMP_CHARS = 8;
/** Where the text begins, behind stamp and gap. */
export const TEXT_COLUMN = STAMP_CHARS + 2;

/** The line for an event, or null where it deserves none. `state` has already seen the event. */
export function eventLine(event: RunEvent, state: LiveState, paint: Painter): string | null {
  switch (event.type) {
    case "run-started":
      return `${paint.bold(printable(event.scenario))} · ${printable(event.system)} · ${String(event.nodes)} nodes · ${event.backend} · seed ${String(event.seed)} · ${formatDuration(fromMs(event.durationMs))}\n${" ".repeat(TEXT_COLUMN)}${paint.dim(printable(event.dir))}`;
    case "phase":
      return stamped(toSeconds(event.time), PHASE_TEXT[event.phase], paint);
    case "progress":
      return stamped(toSeconds(event.time), progressText(state), paint);
    case "fault-injected":
      return stamped(toSeconds(event.fault.start), faultText(event.fault, state, paint), paint);
    case "fault-healed":
      return stamped(
        toSeconds(event.fault.end ?? nanos(state.now * 1e9)),
        healText(event.fault, state, paint),
        paint,
      );
    case "violation": {
      const { time, event: index, because } = event.stop;
      const text = `${symbolOf.bad} violation, certain at event ${String(index)}: ${printable(because)}; stopping`;
      return stamped(toSeconds(time), paint.bad(text), paint);
    }
    case "warning":
      return stamped(state.now, paint.unsure(`! ${printable(event.message)}`), paint);
    case "log":
      return stamped(toSeconds(event.time), printable(event.message), paint);
    case "verdict": {
      const word = wordOf(event.verdict);
      const tone = toneOfWord[word];
      const text = `${symbolOf[tone]} ${printable(event.verdict.checker)}: ${word}`;
      return `${" ".repeat(TEXT_COLUMN)}${paint[tone](text)}  ${printable(verdictText(event.verdict))}`;
    }
    case "run-finished":
      return null;
  }
}

/** "198 ops/s · 11,830 ok · 12 fail · 3 info · 4 in flight · under kill leader" */
function progressText(state: LiveState): string {
  const { ok, fail, info } = state.counts;
  const faults = [...state.active.values()].map((fault) => printable(fault.name));
  const under = faults.length === 0 ? "" : ` · under ${faults.join(", ")}`;
  return `${numberText(Math.round(state.rate))} ops/s · ${numberText(ok)} ok · ${numberText(fail)} fail · ${numberText(info)} info · ${String(state.inFlight)} in flight${under}`;
}

/** Most evidence has yet to grow when a fault begins: only what is seen already is worth a word. */
function faultText(fault: FaultWindow, state: LiveState, paint: Painter): string {
  const bit = fault.evidence.seen ? evidenceText("it bit", fault.evidence, paint) : "";
  return `${paint.bold("fault")} ${printable(fault.name)} on ${targetsText(fault, state)}${bit}`;
}

function healText(fault: FaultWindow, state: LiveState, paint: Painter): string {
  const bit = evidenceText("it bit", fault.evidence, paint);
  const healed = fault.healed === null ? "" : evidenceText("healed", fault.healed, paint);
  return `${paint.bold("heal ")} ${printable(fault.name)} on ${targetsText(fault, state)}${bit}${healed}`;
}

/** "n1, n3", or "all 5 nodes". */
export function targetsText({ targets }: FaultWindow, { header }: LiveState): string {
  if (targets.length === 0) return "nobody";
  const all = targets.length > 2 && targets.length === header?.nodes;
  return all ? `all ${String(targets.length)} nodes` : printable(targets.join(", "));
}

function evidenceText(what: string, evidence: Evidence, paint: Painter): string {
  return evidence.seen
    ? ` · ${paint.good("✓")} ${what}: ${printable(evidence.detail)}`
    : ` · ${paint.unsure("?")} ${what}? ${printable(evidence.why)}`;
}

const stamped = (seconds: number, text: string, paint: Painter): string =>
  `${paint.dim(`${seconds.toFixed(1)} s`.padStart(STAMP_CHARS))}  ${text}`;
