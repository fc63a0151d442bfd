// One fault of a run from its injection to its healing, and the window that records it. Whatever goes wrong becomes
// missing evidence in the window; nothing here throws. Knows no kind of fault and no other fault.
import { assert } from "../core/assert.ts";
import type { Clock } from "../core/clock.ts";
import { fromMs } from "../core/duration.ts";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { ActiveFault, Evidence, FaultWindow } from "../core/fault.ts";
import type { Nanos, NodeId } from "../core/ids.ts";
import { within } from "./deadline.ts";
import type { ScheduledFault } from "./nemesis.ts";

/** A back end's command takes a second or so; an orderly stop takes up to its grace more. */
const INJECT_LIMIT = fromMs(60_000);
/** Longer than a start may take (30 s), so that its own error is the one that is told. */
const HEAL_LIMIT = fromMs(45_000);
const EVIDENCE_LIMIT = fromMs(10_000);

const STILL_HOLDS: Evidence = { seen: false, why: "asked for only when the fault is healed" };
const NOTHING_TO_HEAL: Evidence = { seen: true, detail: "nothing was put in place" };

export class HeldFault {
  readonly #clock: Clock;
  readonly #onHealed: (window: FaultWindow) => void;
  readonly #injection: Promise<ActiveFault>;
  #window: FaultWindow;
  #asked = false;
  #active: ActiveFault | null = null;
  #healing: Promise<FaultWindow> | null = null;

  /**
   * `injection` is under way already; its rejection means that nothing is in place. `onHealed` gets the window after
   * each attempt to heal, without an end where it failed.
   */
  constructor(
    step: ScheduledFault,
    targets: readonly NodeId[],
    injection: Promise<ActiveFault>,
    options: {
      readonly clock: Clock;
      readonly onHealed: (window: FaultWindow) => void;
      /** Whether its nodes may well die of it. */
      readonly fatal?: boolean;
    },
  ) {
    const { id, kind, name } = step;
    const open = { end: null, evidence: STILL_HOLDS, healed: null };
    const start = options.clock.now();
    const fatal = options.fatal === true ? { fatalFrom: start } : {};
    this.#window = { id, kind, name, targets, ...fatal, start, ...open };
    this.#injection = injection;
    this.#clock = options.clock;
    this.#onHealed = options.onHealed;
  }

  get window(): FaultWindow {
    return this.#window;
  }

  /** Whether it may still be in place: until it is proven to be gone. */
  get holds(): boolean {
    return this.#window.end === null;
  }

  /** The command that undoes it by hand, as far as the back end knows one. */
  get byHand(): string | null {
    return this.#active?.byHand ?? null;
  }

  /** Resolves when the injection has returned, failed or run out of time; with what it failed on, else null. */
  async settled(): Promise<unknown> {
    try {
      this.#active = await this.#within(this.#injection, "to be put in place", INJECT_LIMIT);
      this.#record({ start: this.#clock.now(), targets: this.#active.targets });
      return null;
    } catch (error) {
      // Who is only late may come into place yet: that window stays open, and healing waits for it.
      if (isTimeout(error)) this.#record({ evidence: notSeen(error), start: this.#clock.now() });
      else this.#neverHeld(error);
      return error;
    }
  }

  /** Takes the evidence and heals. Once healed it changes nothing; after a failure it tries again. */
  heal(): Promise<FaultWindow> {
    if (!this.holds) return Promise.resolve(this.#window);
    this.#healing ??= this.#tryToHeal().finally(() => {
      this.#healing = null;
    });
    return this.#healing;
  }

  async #tryToHeal(): Promise<FaultWindow> {
    try {
      const active = await this.#within(this.#injection, "to be put in place", HEAL_LIMIT);
      this.#active = active;
      await this.#askOnce(active);
      await this.#within(active[Symbol.asyncDispose](), "to heal", HEAL_LIMIT);
      const end = this.#clock.now();
      const healed = await this.#ask(active.healed());
      this.#record({ end: healed.seen ? end : null, healed });
    } catch (error) {
      // An injection that failed meanwhile has closed the window: nothing was to be healed.
      if (!this.holds) return this.#window;
      this.#record({ healed: notSeen(error) });
    }
    this.#onHealed(this.#window);
    return this.#window;
  }

  async #askOnce(active: ActiveFault): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    this.#record({ targets: active.targets, evidence: await this.#ask(active.evidence()) });
  }

  async #ask(evidence: Promise<Evidence>): Promise<Evidence> {
    try {
      return await this.#within(evidence, "to show evidence", EVIDENCE_LIMIT);
    } catch (error) {
      return notSeen(error);
    }
  }

  #neverHeld(error: unknown): void {
    const now = this.#clock.now();
    const evidence: Evidence = { seen: false, why: `not put in place: ${messageOf(error)}` };
    this.#record({ start: now, end: now, evidence, healed: NOTHING_TO_HEAL });
  }

  #record(change: Partial<FaultWindow>): void {
    assert(this.holds, `the window of fault ${String(this.#window.id)} is open`);
    this.#window = { ...this.#window, ...change };
  }

  #within<T>(work: PromiseLike<T>, what: string, limit: Nanos): Promise<T> {
    return within(work, `"${this.#window.name}" ${what}`, limit, this.#clock);
  }
}

const notSeen = (error: unknown): Evidence => ({ seen: false, why: messageOf(error) });

const isTimeout = (error: unknown): boolean =>
  error instanceof HarnessError && error.code === "timeout";
