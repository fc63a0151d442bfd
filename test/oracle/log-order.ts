// What a log of messages with offsets breaks, by comparing all pairs: one stream per key, polls as [[offset, message], …].
import type { History } from "../../src/core/history.ts";
import type { Operation } from "../../src/core/op.ts";

type Pair = readonly [offset: number, message: unknown];

const pairsOf = ({ f, outcome }: Operation): readonly Pair[] =>
  f === "poll" && outcome.type === "ok" ? (outcome.value as readonly Pair[]) : [];

export function logOracle(history: History): string {
  const kinds = new Set<string>();
  for (const key of new Set(history.operations().map((op) => op.key)))
    judge(
      history.operations().filter((op) => op.key === key),
      kinds,
    );
  return kinds.size === 0 ? "valid" : [...kinds].sort().join(" ");
}

function judge(ops: readonly Operation[], kinds: Set<string>): void {
  const sends = ops.filter(({ f }) => f === "send");
  const acks = sends.flatMap((op): readonly (Pair & { op?: never })[] =>
    op.outcome.type === "ok" ? [[op.outcome.value as number, op.input]] : [],
  );
  const polled = ops.flatMap(pairsOf);
  const known = [...acks, ...polled];
  const messagesAt = (offset: number): number =>
    new Set(known.filter(([o]) => o === offset).map(([, message]) => message)).size;
  if (known.some(([offset]) => messagesAt(offset) > 1)) kinds.add("inconsistent-offset");
  for (const message of new Set(known.map(([, m]) => m))) {
    const places = new Set(known.filter(([, m]) => m === message).map(([o]) => o)).size;
    const calls = sends.filter(
      ({ input, outcome }) => input === message && outcome.type !== "fail",
    );
    if (places > Math.max(1, calls.length)) kinds.add("duplicate-message");
    if (!polled.some(([, m]) => m === message) || calls.length > 0) continue;
    kinds.add(sends.some(({ input }) => input === message) ? "aborted-read" : "unexpected-message");
  }
  for (const a of sends)
    for (const b of sends)
      if (
        a.process === b.process &&
        a.index < b.index &&
        a.outcome.type === "ok" &&
        b.outcome.type === "ok"
      )
        if ((a.outcome.value as number) >= (b.outcome.value as number))
          kinds.add("nonmonotonic-send");
  const passed = judgePolls(ops, known, kinds);
  if (
    acks.some(([offset, message]) => passed.has(offset) && !polled.some(([, m]) => m === message))
  )
    kinds.add("lost-write");
}

/** Gives the offsets that some poller went past. */
function judgePolls(
  ops: readonly Operation[],
  known: readonly Pair[],
  kinds: Set<string>,
): ReadonlySet<number> {
  const passed = new Set<number>();
  for (const process of new Set(ops.map((op) => op.process))) {
    const polls = ops.filter(({ f, process: p }) => f === "poll" && p === process);
    let last: { offset: number; poll: Operation } | null = null;
    for (const poll of polls) {
      if (poll.outcome.type !== "ok") last = null;
      for (const [offset] of pairsOf(poll)) {
        if (last !== null) {
          const { offset: from } = last;
          const prefix = last.poll === poll ? "int-" : "";
          const between = known.filter(([o]) => o > from && o < offset);
          for (const [o] of between) passed.add(o);
          if (between.length > 0) kinds.add(`${prefix}poll-skip`);
          if (offset <= from) kinds.add(`${prefix}nonmonotonic-poll`);
        }
        last = { offset, poll };
      }
    }
  }
  return passed;
}
