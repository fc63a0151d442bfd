// The limits of a check of transactions: asked between its stages and searches, none of which is long. Knows no stage.
import { formatDuration, fromMs, toMs } from "../../core/duration.ts";
import { nextTurn, stopwatch } from "../../core/real-clock.ts";
import type { UnknownReason } from "../../core/verdict.ts";
import type { CheckContext } from "../checker.ts";

/** Nobody waits longer for the process to hear of an abort, but for a stage that is under way. */
const TURN_MS = 50;
const BYTES_PER_MB = 1024 * 1024;
/** What columns take at most, of all stages together; lists themselves belong to the history. Measured, rounded up. */
const BYTES_PER = { event: 48, transaction: 160, micro: 72 } as const;
/** So little nobody need limit. */
const NO_MATTER_BYTES = 4 * BYTES_PER_MB;

/** A check that ended before it had found out what the history says of the order of its transactions. */
export class CheckStopped extends Error {
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface Limits {
  /** Why to stop now; null to go on. Lets the process breathe. */
  readonly reached: () => Promise<UnknownReason | null>;
  /** Throws `CheckStopped` where to stop now; `done` says what was done. */
  readonly pass: (done: string) => Promise<void>;
  /** Throws `CheckStopped` where columns for so much would not fit into memory. */
  readonly fit: (size: Partial<Record<keyof typeof BYTES_PER, number>>) => void;
  /** Bytes that clocks may take. */
  readonly clockBytes: number;
  /** In words: "in 2 s". */
  readonly inWords: (reason: UnknownReason) => string;
}

export function limitsOf(context: CheckContext): Limits {
  const { signal, timeLimitMs, memoryLimitBytes } = context;
  const took = stopwatch();
  let turned = 0;
  const reached = async (): Promise<UnknownReason | null> => {
    const nowMs = toMs(took());
    if (nowMs - turned > TURN_MS) {
      await nextTurn();
      turned = nowMs;
    }
    return signal.aborted ? "interrupted" : toMs(took()) > timeLimitMs ? "timeout" : null;
  };
  const inWords = (reason: UnknownReason): string =>
    reason === "interrupted"
      ? "when the check was interrupted"
      : `in ${formatDuration(fromMs(timeLimitMs))}`;
  return {
    reached,
    inWords,
    clockBytes: memoryLimitBytes / 2,
    pass: async (done) => {
      const reason = await reached();
      if (reason === null) return;
      throw new CheckStopped(
        reason,
        `${done}, and no more ${inWords(reason)}; a longer time limit would decide it, or a shorter history`,
      );
    },
    fit: ({ event = 0, transaction = 0, micro = 0 }) => {
      const needed =
        event * BYTES_PER.event + transaction * BYTES_PER.transaction + micro * BYTES_PER.micro;
      if (needed > Math.max(memoryLimitBytes, NO_MATTER_BYTES))
        throw new CheckStopped(
          "memory",
          `the check needs up to ${inMegabytes(needed)} beside the history and may use ${inMegabytes(memoryLimitBytes)}; a higher memory limit would decide it, or a shorter history`,
        );
    },
  };
}

const inMegabytes = (count: number): string => `${String(Math.ceil(count / BYTES_PER_MB))} MB`;
