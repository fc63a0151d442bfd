// How long a load lasts: its time, and as much more as its faults need when they are late. Knows neither faults nor clients.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos } from "../core/ids.ts";
import type { GenContext, Generator, Next } from "../generator/generator.ts";
import { DONE, pending, sooner, wrapRest } from "../generator/wrap.ts";

/** How much longer than planned a load goes on at most, for faults that a busy machine delays. */
const MOST_LATE = fromMs(30_000);

/** `total` from the first call to the end; `recovery` is what of it comes after the last heal. */
interface Span {
  readonly total: Nanos;
  readonly recovery: Nanos;
}

interface Progress {
  readonly load: Generator;
  readonly faults: Generator;
  /** When it began; null before the first call. */
  readonly start: Nanos | null;
  /** Since when no fault is left to be injected or healed. */
  readonly calm: Nanos | null;
}

/**
 * `load` beside `faults`, which go first where both are due. A planned fault is never left out for lack of time: the end waits until
 * `faults` are done and the time to recover has passed, at most `MOST_LATE`.
 */
export const loadSpan = (load: Generator, faults: Generator, span: Span): Generator =>
  spanOf({ load, faults, start: null, calm: null }, span);

function spanOf(progress: Progress, span: Span): Generator {
  const { load, faults } = progress;
  const self: Generator = {
    next: (context) => nextOf(progress, span, context),
    update(context, event) {
      const after = { load: load.update(context, event), faults: faults.update(context, event) };
      const same = after.load === load && after.faults === faults;
      return same ? self : spanOf({ ...progress, ...after }, span);
    },
  };
  return self;
}

function nextOf(before: Progress, span: Span, context: GenContext): Next {
  const { time } = context;
  const fault = before.faults.next(context);
  const start = before.start ?? time;
  const calm = before.calm ?? (fault.kind === "done" ? time : null);
  const end = endOf(start, calm, span);
  if (time >= end) return DONE;
  const faults = fault.kind === "pending" ? fault.rest : before.faults;
  const progress = { ...before, faults, start, calm };
  if (fault.kind === "op" && fault.at <= time)
    return wrapRest(fault, (rest) => spanOf({ ...progress, faults: rest }, span));
  return beside(progress, sooner(timeOf(fault), end), span, context);
}

/** The load's next operation while no fault is due before `until`. */
function beside(
  progress: Progress,
  until: Nanos | undefined,
  span: Span,
  context: GenContext,
): Next {
  const op = progress.load.next(context);
  if (op.kind === "op" && op.at <= context.time)
    return wrapRest(op, (load) => spanOf({ ...progress, load }, span));
  if (op.kind === "done" && progress.calm !== null) return DONE;
  const load = op.kind === "pending" ? op.rest : progress.load;
  return pending(spanOf({ ...progress, load }, span), sooner(timeOf(op), until));
}

function endOf(start: Nanos, calm: Nanos | null, { total, recovery }: Span): Nanos {
  const planned = start + total;
  const needed = calm === null ? Infinity : calm + recovery;
  return nanos(Math.max(planned, Math.min(needed, planned + MOST_LATE)));
}

function timeOf(next: Next): Nanos | undefined {
  if (next.kind === "op") return next.at;
  return next.kind === "pending" ? next.until : undefined;
}
