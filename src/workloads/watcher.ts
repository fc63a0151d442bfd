// What one watcher does: it starts a watch, asks it for more again and again, and starts anew where it left off when the watch is
// over, and now and then without need: that is what makes a system resume. Pure; for one worker.
import type { ProcessId } from "../core/ids.ts";
import type { RequestOf } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { Watched, WatchSpec } from "../core/specs/watch.ts";
import type { GenContext, Generator } from "../generator/generator.ts";
import { DONE, pending } from "../generator/wrap.ts";

/** How far back a watch starts at most, in revisions: all that a long run did would come again and again. */
const MAX_REPLAY = 500;

type Watch = RequestOf<WatchSpec, "watch">;

interface Progress {
  /** The revision after the last that was seen. */
  readonly next: number;
  /** Whose watch goes on; null: none does. */
  readonly process: ProcessId | null;
  readonly isOver: boolean;
}

export interface WatcherOptions {
  /** One request in so many, as a fraction, starts anew without need: where it left off, or from an earlier revision. */
  readonly restarts: number;
  /** It ends when nothing new comes. */
  readonly untilQuiet: boolean;
}

export const watcher = (options: WatcherOptions): Generator<Watch> =>
  watchFrom(options, { next: 1, process: null, isOver: false });

function watchFrom(options: WatcherOptions, progress: Progress): Generator<Watch> {
  const self: Generator<Watch> = {
    next(context) {
      if (progress.isOver) return DONE;
      const [worker] = context.free;
      if (worker === undefined) return pending(self);
      const request: Watch = { f: "watch", value: startOf(options, progress, context, worker) };
      return { kind: "op", request, worker, at: context.time, rest: self };
    },
    update(context, { worker, event: { type, f, value } }) {
      if (f !== "watch" || type === "invoke") return self;
      if (type !== "ok") return watchFrom(options, { ...progress, process: null });
      return watchFrom(options, after(options, progress, context.processOf(worker), value ?? {}));
    },
  };
  return self;
}

function startOf(
  { restarts }: WatcherOptions,
  { next, process }: Progress,
  { processOf, random }: GenContext,
  worker: Parameters<GenContext["processOf"]>[0],
): Watch["value"] {
  const draws = random.fork("watcher");
  // The first request of a process has no watch to go on with.
  if (process !== processOf(worker)) return { from: next };
  return draws.fork("restart").chance(restarts)
    ? { from: earlier(next, draws.fork("from")) }
    : null;
}

const earlier = (next: number, random: Random): number =>
  random.chance(0.5) ? next : random.int(Math.max(1, next - MAX_REPLAY), next);

function after(
  { untilQuiet }: WatcherOptions,
  { next }: Progress,
  process: ProcessId,
  // A simulation's answers are the requests.
  { events = [], bookmark = null }: Partial<Watched>,
): Progress {
  const seen = Math.max(events.at(-1)?.[0] ?? 0, bookmark ?? 0);
  const isOver = untilQuiet && events.length === 0;
  return { next: Math.max(next, seen + 1), process, isOver };
}
