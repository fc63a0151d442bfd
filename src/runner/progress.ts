// What a run has come to so far: the summary is made of it however the run ends.
import { asHarnessError } from "../core/errors.ts";
import type { OpCounts } from "../core/events.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { StoredError } from "../core/plan.ts";
import type { Verdict } from "../core/verdict.ts";

/** Filled in by the phases. */
export class Progress {
  readonly #faults = new Map<number, FaultWindow>();
  counts: OpCounts = { ok: 0, fail: 0, info: 0 };
  verdicts: readonly Verdict[] = [];
  leftovers: readonly string[] = [];
  /** Whether nothing of the run is on the host, as far as is known: then the watchdog may go. */
  clean = true;
  #error: StoredError | null = null;
  readonly #interrupt: AbortSignal;
  /** Aborted when the harness itself cannot go on: its disk is full, something in it threw. */
  readonly broken: AbortSignal;

  constructor(interrupt: AbortSignal, broken: AbortSignal) {
    this.#interrupt = interrupt;
    this.broken = broken;
  }

  /** The first thing that went wrong. */
  get error(): StoredError | null {
    return this.#error ?? (this.broken.aborted ? storedOf(this.broken.reason) : null);
  }

  get faults(): readonly FaultWindow[] {
    return [...this.#faults.values()].sort((a, b) => a.id - b.id);
  }

  /** Later states of a window replace earlier ones. */
  noteFault(fault: FaultWindow): void {
    this.#faults.set(fault.id, fault);
  }

  /**
   * Runs a phase; what it throws is kept if it is the first, and the next phase takes place all the same. A phase that
   * the interruption ended did not go wrong.
   */
  async attempt(phase: () => Promise<void>): Promise<void> {
    try {
      await phase();
    } catch (thrown) {
      if (this.#interrupt.aborted && isReason(thrown, this.#interrupt.reason)) return;
      this.#error ??= storedOf(thrown);
    }
  }
}

function storedOf(thrown: unknown): StoredError {
  const { code, message, hint } = asHarnessError(thrown);
  return { code, message, hint };
}

const isReason = (thrown: unknown, reason: unknown): boolean =>
  thrown === reason || (thrown instanceof Error && thrown.cause === reason);
