// The final reads of the register workload: every key that the load has touched, read a few times. Pure: how far the
// load came it finds out by reading on until keys are empty.
import type { Key, RequestOf } from "../core/op.ts";
import type { RegisterSpec } from "../core/specs/register.ts";
import type { Generator } from "../generator/generator.ts";

/** Several, so that several nodes are asked. */
const READS_PER_KEY = 3;

/** Empty keys in a row after which no more are expected; never fewer than there are workers, each perhaps on its own. */
const MIN_EMPTY_STRETCH = 20;

/** Final reads must end, however fast the load was. */
const MAX_KEYS = 10_000;

type Read = RequestOf<RegisterSpec, "read"> & { readonly key: Key };

interface Progress {
  readonly asked: number;
  /** Keys from the first to the last that was seen to hold something. */
  readonly filled: number;
}

/** Reads `keyAt(0)`, `keyAt(1)`, …: at least `atLeast` keys, and on until a stretch of keys holds nothing. */
export function registerFinal(
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
        if (event.type !== "ok" || event.value === null) return self;
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
