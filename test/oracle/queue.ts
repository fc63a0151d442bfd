// What checkers of queues must find, from the definitions. Small histories only; shares no code with them.
import type { History } from "../../src/core/history.ts";
import type { Operation } from "../../src/core/op.ts";

interface Out {
  readonly element: unknown;
  readonly call: number;
  readonly end: number;
}

const enqueuesOf = (history: History): readonly Operation[] =>
  history.operations().filter(({ f }) => f === "enqueue");

const outsOf = (history: History): readonly Out[] =>
  history.operations().flatMap(({ f, outcome, index, completion }) => {
    if (f === "enqueue" || outcome.type !== "ok" || outcome.value === null) return [];
    const elements = f === "drain" ? (outcome.value as readonly unknown[]) : [outcome.value];
    return elements.map((element) => ({ element, call: index, end: completion ?? Infinity }));
  });

const word = (kinds: ReadonlySet<string>, otherwise = "valid"): string =>
  kinds.size === 0 ? otherwise : [...kinds].sort().join(" ");

/** Whether each out can be matched with an enqueue of its own called before its answer: every matching is tried. */
function canBeMatched(outs: readonly Out[], calls: readonly number[]): boolean {
  const [first, ...others] = outs;
  if (first === undefined) return true;
  return calls.some((call, i) => call < first.end && canBeMatched(others, calls.toSpliced(i, 1)));
}

/** "valid" or "invalid". */
export function queueOracle(history: History): string {
  const outs = outsOf(history);
  const fine = [...new Set(outs.map(({ element }) => element))].every((element) =>
    canBeMatched(
      outs.filter((out) => out.element === element),
      enqueuesOf(history)
        .filter(({ input, outcome }) => input === element && outcome.type !== "fail")
        .map(({ index }) => index),
    ),
  );
  return fine ? "valid" : "invalid";
}

/** Whether some element certainly overtook another, by comparing all pairs. Elements are enqueued once each. */
export function overtakes(history: History): boolean {
  const outs = outsOf(history);
  const mayBeTaken = history
    .operations()
    .some(({ f, outcome }) => f !== "enqueue" && outcome.type === "info");
  const outOf = (element: unknown): Out | "many" | undefined => {
    const all = outs.filter((out) => out.element === element);
    return all.length > 1 ? "many" : all[0];
  };
  const enqueued = enqueuesOf(history).filter(({ outcome }) => outcome.type !== "fail");
  return enqueued.some((x) =>
    enqueued.some((y) => {
      const [outX, outY] = [outOf(x.input), outOf(y.input)];
      if (x.outcome.type !== "ok" || (x.completion ?? Infinity) > y.index) return false;
      if (outX === "many" || outY === "many" || outY === undefined) return false;
      return outX === undefined ? !mayBeTaken : outY.end < outX.call;
    }),
  );
}

/** With the end of the history taken for an empty queue. */
export function totalQueueOracle(history: History): string {
  const kinds = new Set<string>();
  const outs = outsOf(history);
  const elements = new Set([
    ...outs.map((o) => o.element),
    ...enqueuesOf(history).map((e) => e.input),
  ]);
  let lost = 0;
  for (const element of elements) {
    const mine = enqueuesOf(history).filter(({ input }) => input === element);
    const possible = mine.filter(({ outcome }) => outcome.type !== "fail");
    const out = outs.filter((o) => o.element === element);
    const first = Math.min(...out.map(({ end }) => end));
    if (out.length > 0 && possible.length === 0)
      kinds.add(mine.length > 0 ? "aborted-read" : "unexpected-element");
    else if (possible.every(({ index }) => index > first) && out.length > 0)
      kinds.add("unexpected-element");
    if (possible.length > 0 && out.length > possible.length) kinds.add("duplicate-element");
    lost += Math.max(0, mine.filter(({ outcome }) => outcome.type === "ok").length - out.length);
  }
  const unknown = history
    .operations()
    .filter(({ f, outcome }) => f !== "enqueue" && outcome.type === "info");
  if (lost > unknown.length && !unknown.some(({ f }) => f === "drain")) kinds.add("lost-element");
  return word(kinds);
}
