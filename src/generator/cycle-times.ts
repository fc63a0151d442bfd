// Generators in turn by a timetable: work and quiet periods.
import { elementAt } from "../core/assert.ts";
import { HarnessError } from "../core/errors.ts";
import { type Nanos, nanos } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { DONE, NOTHING, pending, sooner, wrapRest } from "./wrap.ts";

/**
 * Each generator for its duration, then the next, and round again; the table begins when it is asked first. A generator
 * goes on where it was when its turn comes again, and all hear all updates. Done when the one whose turn it is is done.
 */
export function cycleTimes<Rs extends readonly AnyRequest[]>(turns: {
  readonly [I in keyof Rs]: readonly [duration: Nanos, generator: Generator<Rs[I]>];
}): Generator<Rs[number]> {
  const durations = turns.map(([duration]) => duration);
  const wrong = durations.find((duration) => !(duration > 0));
  if (wrong !== undefined)
    throw new HarnessError("usage", `cycleTimes: a turn of ${String(wrong)} ns is none`);
  if (turns.length === 0) return NOTHING;
  const generators: readonly Generator<Rs[number]>[] = turns.map(([, generator]) => generator);
  return inTurn(durations, null, generators);
}

function inTurn<R extends AnyRequest>(
  durations: readonly Nanos[],
  begin: Nanos | null,
  generators: readonly Generator<R>[],
): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      const origin = begin ?? context.time;
      const { turn, end } = turnAt(durations, origin, context.time);
      const again = (rest: Generator<R>): Generator<R> =>
        inTurn(durations, origin, generators.with(turn, rest));
      const next = elementAt(generators, turn).next(context);
      if (next.kind === "done") return DONE;
      if (next.kind === "pending") return pending(again(next.rest), sooner(next.until, end));
      // Not due yet is waited for, so that the origin is kept; what falls behind the turn is asked for in the next one.
      if (next.at > context.time)
        return pending(inTurn(durations, origin, generators), sooner(next.at, end));
      return wrapRest(next, again);
    },
    update(context, event) {
      const after = generators.map((generator) => generator.update(context, event));
      return after.every((one, i) => one === generators[i])
        ? self
        : inTurn(durations, begin, after);
    },
  };
  return self;
}

/** Whose turn it is at `time`, and until when. */
function turnAt(
  durations: readonly Nanos[],
  origin: Nanos,
  time: Nanos,
): { readonly turn: number; readonly end: Nanos } {
  const period = durations.reduce((sum, duration) => sum + duration, 0);
  let end = origin + Math.floor((time - origin) / period) * period;
  // Sums of fractions may fall on the wrong side of `time`; the answer must lie after it.
  for (let turn = 0; ; turn = (turn + 1) % durations.length) {
    end += elementAt(durations, turn);
    if (end > time) return { turn, end: nanos(end) };
  }
}
