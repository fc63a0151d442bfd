// Which session guarantees a history of sets breaks, straight from their definitions: every read against every operation before.
import type { History } from "../../src/core/history.ts";
import type { Operation } from "../../src/core/op.ts";

interface Read {
  readonly op: Operation;
  readonly end: number;
  readonly seen: readonly unknown[];
}

export type GuaranteeName =
  "read-your-writes" | "monotonic-reads" | "monotonic-writes" | "writes-follow-reads";

/** Whether some read breaks it. */
export function breaks(history: History, guarantee: GuaranteeName): boolean {
  const writes = history
    .operations()
    .filter(({ f, outcome }) => f === "add" && outcome.type !== "fail");
  const reads = history
    .operations()
    .flatMap((op): readonly Read[] =>
      op.f === "read" && op.outcome.type === "ok"
        ? [{ op, end: op.completion as number, seen: op.outcome.value as readonly unknown[] }]
        : [],
    );
  const isSole = ({ input }: Operation): boolean =>
    writes.filter((other) => other.input === input).length === 1;
  const endedBefore = (op: Operation, other: Operation): boolean =>
    op.process === other.process &&
    op.outcome.type === "ok" &&
    op.completion !== null &&
    op.completion < other.index;
  return reads.some(({ op, end, seen }) => {
    const seenWrites = writes.filter((w) => seen.includes(w.input) && isSole(w) && w.index < end);
    switch (guarantee) {
      case "read-your-writes":
        return writes.some((w) => endedBefore(w, op) && !seen.includes(w.input));
      case "monotonic-reads":
        return reads.some((r) => endedBefore(r.op, op) && r.seen.some((e) => !seen.includes(e)));
      case "monotonic-writes":
        return seenWrites.some((later) =>
          writes.some((w) => isSole(w) && endedBefore(w, later) && !seen.includes(w.input)),
        );
      case "writes-follow-reads":
        return seenWrites.some((later) =>
          reads.some((r) => endedBefore(r.op, later) && r.seen.some((e) => !seen.includes(e))),
        );
    }
  });
}
