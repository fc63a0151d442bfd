// Final reads: of every key that the load has touched, or of one object by every worker. Pure: how far the load came is
// found out by reading on until keys are empty.
import type { AnyRequest, Key } from "../core/op.ts";
import { emit } from "../generator/emit.ts";
import { eachThread } from "../generator/each-thread.ts";
import type { Generator } from "../generator/generator.ts";
import { limit } from "../generator/limit.ts";
import { repeat } from "../generator/repeat.ts";
import { untilOk } from "../generator/until-ok.ts";

/** Several, so that several nodes are asked. */
const READS_PER_KEY = 3;

/** Empty keys in a row after which no more are expected; never fewer than there are workers, each perhaps on its own. */
const MIN_EMPTY_STRETCH = 20;

/** Final reads must end, however fast the load was. */
const MAX_KEYS = 10_000;

/** How often a worker asks when it gets no answer. */
const TRIES = 3;

type Read = AnyRequest & { readonly f: "read"; readonly key: Key; readonly value: null };

interface Progress {
  readonly asked: number;
  /** Keys from the first to the last that was seen to hold something. */
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
  const stretch = Math.max(MIN_EMPTY_STRETCH, concurrency);
  return readFrom({ asked: 0, filled: 0 });

  function readFrom(progress: Progress): Generator<Read> {
    const self: Generator<Read> = {
      next(context) {
        const { free, workers, time } = context;
        if (free.length === 0) return { kind: "pending", rest: self };
        const position = Math.floor(progress.asked / READS_PER_KEY);
        if (position >= Math.min(MAX_KEYS, Math.max(atLeast, progress.filled + stretch))) {
          // A read in flight may yet find a key that holds something.
          return free.length < workers.length ? { kind: "pending", rest: self } : { kind: "done" };
        }
        const request: Read = { f: "read", key: keyAt(position), value: null };
        const worker = context.random.fork("final").pick(free);
        const rest = readFrom({ ...progress, asked: progress.asked + 1 });
        return { kind: "op", request, worker, at: time, rest };
      },
      update(_context, { event }) {
        if (event.type !== "ok" || isEmpty(event.value)) return self;
        const position = positionOf(event.key, progress);
        return position < progress.filled ? self : readFrom({ ...progress, filled: position + 1 });
      },
    };
    return self;
  }

  function positionOf(key: Key | undefined, { asked, filled }: Progress): number {
    for (let position = Math.ceil(asked / READS_PER_KEY) - 1; position >= filled; position--) {
      if (keyAt(position) === key) return position;
    }
    return -1;
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);
