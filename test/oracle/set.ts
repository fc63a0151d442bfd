// What checkers of sets must find, from the definitions, by going through all reads for every element. Shares no code with them.
import type { History } from "../../src/core/history.ts";
import type { Operation } from "../../src/core/op.ts";

type Read = Operation & { readonly seen: readonly unknown[]; readonly end: number };

const readsOf = (history: History): readonly Read[] =>
  history.operations().flatMap((op) =>
    op.f === "read" && op.outcome.type === "ok"
      ? [
          {
            ...op,
            seen: op.outcome.value as readonly unknown[],
            end: op.completion as number,
          } as Read,
        ]
      : [],
  );

const addsOf = (history: History): readonly Operation[] =>
  history.operations().filter(({ f }) => f === "add");

/** Kinds of anomalies that reads have by themselves. */
function strangers(history: History, reads: readonly Read[]): Set<string> {
  const kinds = new Set<string>();
  for (const { seen, end } of reads) {
    if (new Set(seen).size < seen.length) kinds.add("duplicate-element");
    for (const element of seen) {
      const before = addsOf(history).filter(({ input, index }) => input === element && index < end);
      if (before.some(({ outcome }) => outcome.type !== "fail")) continue;
      kinds.add(before.length > 0 ? "aborted-read" : "unexpected-element");
    }
  }
  return kinds;
}

const wordOf = (kinds: ReadonlySet<string>, otherwise: string): string =>
  kinds.size === 0 ? otherwise : [...kinds].sort().join(" ");

/** The last read lists all that was acknowledged before its call. */
export function setOracle(history: History): string {
  const last = readsOf(history)
    .toSorted((a, b) => a.end - b.end)
    .at(-1);
  if (last === undefined) return "unknown: too-few-ops";
  const kinds = strangers(history, [last]);
  const lost = addsOf(history).some(
    ({ outcome, completion, input }) =>
      outcome.type === "ok" && (completion ?? 0) < last.index && !last.seen.includes(input),
  );
  if (lost) kinds.add("lost-element");
  return wordOf(kinds, "valid");
}

/** Per element: when it was known, and which reads that were called after its add list it or do not. */
export function setFullOracle(history: History, linearizable: boolean): string {
  const reads = readsOf(history);
  const kinds = strangers(history, reads);
  let stable = 0;
  for (const element of new Set(addsOf(history).map(({ input }) => input))) {
    const adds = addsOf(history).filter(({ input }) => input === element);
    const listing = reads.filter(({ seen }) => seen.includes(element));
    const happened = adds.filter(({ outcome }) => outcome.type !== "fail");
    const first = Math.min(...(happened.length > 0 ? happened : adds).map(({ index }) => index));
    const missing = reads.filter(({ seen, index }) => !seen.includes(element) && index > first);
    const acknowledged = adds.flatMap(({ outcome, completion }) =>
      outcome.type === "ok" && completion !== null ? [completion] : [],
    );
    const known = Math.min(...acknowledged, ...listing.map(({ end }) => end));
    const lastThere = Math.max(-1, ...listing.map(({ index }) => index));
    const lastMissing = Math.max(-1, ...missing.map(({ index }) => index));
    if (lastThere > lastMissing) stable++;
    if (lastMissing > known && lastMissing > lastThere) kinds.add("lost-element");
    if (linearizable && lastMissing > known && lastThere > lastMissing) kinds.add("stale-element");
  }
  return wordOf(kinds, stable > 0 ? "valid" : "unknown: too-few-ops");
}
