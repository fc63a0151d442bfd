// What one client of a lock does, over and over: acquire, read, write, release. A pure generator for a single worker.
import { fromMs } from "../core/duration.ts";
import { type Nanos, nanos, type WorkerId } from "../core/ids.ts";
import type { Key, Request } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { LockSpec } from "../core/specs/lock.ts";
import type { GenEvent, Generator } from "../generator/generator.ts";
import { pending } from "../generator/wrap.ts";

export interface LockTurns {
  readonly locks: number;
  readonly pauses: number;
  readonly pauseMs: number;
  /** Workers in all, for values that no two of them write. */
  readonly concurrency: number;
}

/** Who found the lock held, or gave it back, asks again after this, give or take half. */
const RETRY_MS = 100;

type LockRequest = Request<LockSpec> & { readonly key: Key };

interface Turn {
  readonly f: LockRequest["f"];
  /** Values written so far. */
  readonly written: number;
  /** How long it waits before it goes on, give or take half, and how often it does; null once that is decided. */
  readonly wait: { readonly ms: number; readonly share: number } | null;
  readonly notBefore: Nanos;
}

const START: Turn = { f: "acquire", written: 0, wait: null, notBefore: nanos(0) };

/** Never ends by itself. */
export function lockTurns(options: LockTurns): Generator<LockRequest> {
  return turnFrom(START);

  function turnFrom(turn: Turn): Generator<LockRequest> {
    const self: Generator<LockRequest> = {
      next(context) {
        const { free, time, random } = context;
        const [worker] = free;
        if (worker === undefined) return pending(self);
        if (turn.wait !== null) {
          const wait = waitOf(turn.wait, random.fork(`wait of ${String(worker)}`));
          return turnFrom({ ...turn, wait: null, notBefore: nanos(time + wait) }).next(context);
        }
        if (time < turn.notBefore) return pending(self, turn.notBefore);
        return { kind: "op", request: requestOf(turn, worker), worker, at: time, rest: self };
      },
      update: (_context, { event }) =>
        event.type === "invoke" ? self : turnFrom(turnAfter(turn, event)),
    };
    return self;
  }

  function requestOf({ f, written }: Turn, worker: WorkerId): LockRequest {
    const key = `l${String(worker % options.locks)}`;
    return f === "write"
      ? { f, key, value: written * options.concurrency + worker }
      : { f, key, value: null };
  }

  function turnAfter(turn: Turn, { type, f }: GenEvent["event"]): Turn {
    const next = { ...START, written: turn.written + (f === "write" ? 1 : 0) };
    // A lost operation is the end of its process, and of what that held.
    if (type === "info") return next;
    if (f === "write" || (f === "read" && type === "fail")) return { ...next, f: "release" };
    if (f === "read")
      return { ...next, f: "write", wait: { ms: options.pauseMs, share: options.pauses } };
    if (f === "acquire" && type === "ok") return { ...next, f: "read" };
    // Whether it was refused or gave it back: the others have their turn.
    return { ...next, wait: { ms: RETRY_MS, share: 1 } };
  }
}

function waitOf({ ms, share }: { readonly ms: number; readonly share: number }, random: Random) {
  return random.chance(share) ? fromMs(ms * (0.5 + random.float())) : nanos(0);
}
