// The definitions of all anomalies of locks, tried on all pairs of operations; each client does one thing after the other.
import type { History } from "../../../src/core/history.ts";
import type { Operation } from "../../../src/core/op.ts";
import type { LockOptions } from "../../../src/checkers/lock/lock.ts";
import { certainNs } from "../../../src/checkers/keyed/clock-bounds.ts";

interface Held {
  readonly process: number;
  readonly call: number;
  readonly begin: number;
  /** It holds at this event and all between. */
  readonly lasts: (event: number) => boolean;
  readonly token: unknown;
}

interface Wrote {
  readonly call: number;
  readonly ret: number;
  readonly token: unknown;
  readonly before: unknown;
}

export function naiveLock(history: History, options: LockOptions): string {
  const ops = history.operations();
  const acquires = ops.filter((op) => op.f === "acquire" && op.outcome.type === "ok");
  const held = acquires.map((op) => heldOf(op, ops, history, options));
  const kinds = new Set<string>();
  for (const a of held)
    for (const b of held) {
      if (a === b) continue;
      const areTogether = a.begin < b.begin && a.lasts(b.begin) && b.lasts(b.begin);
      if (areTogether && a.process === b.process) kinds.add("acquired-twice");
      if (areTogether && a.process !== b.process && options.exclusive !== false)
        kinds.add("held-twice");
      if (a.begin < b.call && (a.token as number) >= (b.token as number))
        kinds.add("token-not-rising");
      else if (a.token === b.token && !isRisingBroken(b, held) && a.begin < b.begin)
        kinds.add("token-given-twice");
    }
  const writes = held.flatMap((hold, i) => writesOf(hold, held.slice(i + 1), ops));
  for (const a of writes)
    for (const b of writes) {
      if (a.ret < b.call && (a.token as number) > (b.token as number))
        kinds.add("old-token-accepted");
      if (a !== b && a.before !== undefined && a.before === b.before) kinds.add("lost-update");
    }
  if (kinds.size > 0) return [...kinds].sort().join(" ");
  return held.length === 0 ? "unknown: too-few-ops" : "valid";
}

const isRisingBroken = (b: Held, held: readonly Held[]): boolean =>
  held.some((a) => a.begin < b.call && (a.token as number) >= (b.token as number));

function heldOf(
  op: Operation,
  ops: readonly Operation[],
  history: History,
  { leaseMs, expires = true, ...bounds }: LockOptions,
): Held {
  const begin = op.completion as number;
  const own = ops.filter(({ process, index }) => process === op.process && index > begin);
  const again = own.find(({ f, outcome }) => f === "acquire" && outcome.type === "ok");
  const under = own.filter(({ index }) => again === undefined || index <= again.index);
  const release = under.find(({ f }) => f === "release")?.index ?? Infinity;
  const last = under.at(-1)?.index ?? begin;
  const until = leaseMs === undefined ? Infinity : op.start + certainNs(leaseMs, bounds);
  return {
    process: op.process,
    call: op.index,
    begin,
    token: op.outcome.type === "ok" ? op.outcome.value : null,
    lasts: (event) =>
      event < release &&
      (leaseMs !== undefined || !expires || event <= last) &&
      (history.columns.time[event] as number) < until,
  };
}

function writesOf(
  { process, begin, token }: Held,
  later: readonly Held[],
  ops: readonly Operation[],
): readonly Wrote[] {
  const next = later.find((other) => other.process === process)?.call ?? Infinity;
  const own = ops.filter((op) => op.process === process && op.index > begin && op.index < next);
  const release = own.find(({ f }) => f === "release")?.index ?? Infinity;
  const read = own.find(({ f, outcome }) => f === "read" && outcome.type === "ok");
  return own
    .filter(({ f, index, outcome }) => f === "write" && outcome.type === "ok" && index < release)
    .map(({ index, completion }) => ({
      call: index,
      ret: completion as number,
      token,
      before: read?.outcome.type === "ok" ? read.outcome.value : undefined,
    }));
}
