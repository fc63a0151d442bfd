// Final reads: of every key that the load has touched, or of one object by every worker. Pure: how far the load came is
// found out by reading on until keys are empty.
import type { AnyRequest, HistoryEvent, Key } from "../core/op.ts";
import { emit } from "../generator/emit.ts";
import { eachThread } from "../generator/each-thread.ts";
import type { Generator } from "../generator/generator.ts";
import { limit } from "../generator/limit.ts";
import { repeat } from "../generator/repeat.ts";
import { untilOk } from "../generator/until-ok.ts";

/** Several, so that several nodes are asked. */
const READS_PER_POSITION = 3;

/** Empty keys in a row after which no more are expected; never fewer than there are workers, each perhaps on its own. */
const MIN_EMPTY_STRETCH = 20;

/** Final reads must end, however fast the load was. */
const MAX_POSITIONS = 10_000;

/** How often a worker asks when it gets no answer. */
const TRIES = 3;

type Read = AnyRequest & { readonly f: "read"; readonly key: Key; readonly value: null };

/** What is read at the end: positions 0, 1, …, filled by the load in about this order. */
export interface FinalReads<R extends AnyRequest> {
  readonly requestAt: (position: number) => R;
  /** The last position, from `filled` and before `asked`, that an ok event shows to hold something; any lower one for none. */
  readonly filledBy: (event: HistoryEvent, filled: number, asked: number) => number;
  /** Positions that are read whatever they hold. */
  readonly atLeast: number;
  /** Empty positions in a row after which no more are expected; never fewer than there are workers, each perhaps on its own. */
  readonly stretch: number;
}

interface Progress {
  readonly asked: number;
  /** Positions from the first to the last that was seen to hold something. */
  readonly filled: number;
}

/** Every worker reads until it gets an answer, a few times at most: so every node is asked. */
export const readsByAll = (): Generator =>
  eachThread(limit(TRIES, untilOk(repeat(emit({ f: "read", value: null })))));

/**
 * Reads `keyAt(0)`, `keyAt(1)`, …: at least `atLeast` keys, and on until a stretch of keys holds nothing. A key holds nothing
 * when it reads as null or as an empty list.
 */
export function readsOfKeys(
  keyAt: (position: number) => Key,
  atLeast: number,
  concurrency: number,
): Generator<Read> {
  return readsInOrder({
    requestAt: (position): Read => ({ f: "read", key: keyAt(position), value: null }),
    filledBy({ key, value }, filled, asked) {
      let position = isEmpty(value) ? -1 : asked - 1;
      while (position >= filled && keyAt(position) !== key) position--;
      return position;
    },
    atLeast,
    stretch: Math.max(MIN_EMPTY_STRETCH, concurrency),
  });
}

/** Reads the positions from 0: at least as many as asked for, and on until a stretch of them holds nothing. */
export function readsInOrder<R extends AnyRequest>(reads: FinalReads<R>): Generator<R> {
  return readFrom({ asked: 0, filled: 0 });

  function readFrom(progress: Progress): Generator<R> {
    const { asked, filled } = progress;
    const self: Generator<R> = {
      next(context) {
        const { free, workers, time } = context;
        if (free.length === 0) return { kind: "pending", rest: self };
        const position = Math.floor(asked / READS_PER_POSITION);
        const wanted = Math.max(reads.atLeast, filled + reads.stretch);
        if (position >= Math.min(MAX_POSITIONS, wanted)) {
          // A read in flight may yet find something.
          return free.length < workers.length ? { kind: "pending", rest: self } : { kind: "done" };
        }
        const worker = context.random.fork("final").pick(free);
        const rest = readFrom({ asked: asked + 1, filled });
        return { kind: "op", request: reads.requestAt(position), worker, at: time, rest };
      },
      update(_context, { event }) {
        if (event.type !== "ok") return self;
        const last = reads.filledBy(event, filled, Math.ceil(asked / READS_PER_POSITION));
        return last < filled ? self : readFrom({ asked, filled: last + 1 });
      },
    };
    return self;
  }
}

/** Whether a read shows that there is nothing. */
export const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);
