// What the live view remembers between events: phase, counts, rate, and the faults that hold. Draws nothing.
import { toSeconds } from "../../core/duration.ts";
import type { OpCounts, Phase, RunEvent } from "../../core/events.ts";
import type { FaultWindow } from "../../core/fault.ts";

interface RunHeader {
  readonly scenario: string;
  readonly backend: string;
  readonly system: string;
  readonly nodes: number;
  readonly seed: number;
  readonly durationMs: number;
}

const NO_OPS: OpCounts = { ok: 0, fail: 0, info: 0 };
/** The rate is a mean over this long at least, or it flickers. */
const RATE_SECONDS = 1;

/** Follows one run after the other; a new `run-started` begins anew. */
export class LiveState {
  header: RunHeader | null = null;
  phase: Phase | null = null;
  phaseStart = 0;
  now = 0;
  counts: OpCounts = NO_OPS;
  inFlight = 0;
  /** Completions per second. */
  rate = 0;
  readonly active = new Map<number, FaultWindow>();
  #rateFrom = { seconds: 0, done: 0 };

  update(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#reset(event);
        return;
      case "phase":
        this.phase = event.phase;
        this.phaseStart = toSeconds(event.time);
        this.now = this.phaseStart;
        return;
      case "progress":
        this.#progress(event);
        return;
      case "fault-injected":
        this.active.set(event.fault.id, event.fault);
        return;
      case "fault-healed":
        this.active.delete(event.fault.id);
        return;
      case "violation":
      case "warning":
      case "log":
      case "verdict":
      case "run-finished":
        return;
    }
  }

  #reset(header: RunHeader): void {
    this.header = header;
    this.phase = null;
    this.phaseStart = 0;
    this.now = 0;
    this.counts = NO_OPS;
    this.inFlight = 0;
    this.rate = 0;
    this.active.clear();
    this.#rateFrom = { seconds: 0, done: 0 };
  }

  #progress(event: Extract<RunEvent, { type: "progress" }>): void {
    this.now = toSeconds(event.time);
    this.counts = event.counts;
    this.inFlight = event.inFlight;
    const done = event.counts.ok + event.counts.fail + event.counts.info;
    const passed = this.now - this.#rateFrom.seconds;
    if (passed < RATE_SECONDS) return;
    this.rate = Math.max(0, (done - this.#rateFrom.done) / passed);
    this.#rateFrom = { seconds: this.now, done };
  }
}
