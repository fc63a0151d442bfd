// What the tests of generators share: runs in virtual time, and views of the events that came out.
import { fromMs } from "../../src/core/duration.ts";
import { type Nanos, seed } from "../../src/core/ids.ts";
import type { AnyRequest, HistoryEvent } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import { fromFunction } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { simulate, type SimulateOptions } from "../../src/generator/simulate.ts";

export type RunOptions = Partial<Omit<SimulateOptions, "random">> & { readonly seed?: number };

/** All events; three workers, seed 1 and `perfect` clients (ok after 10 ms) unless told otherwise. */
export function run(generator: Generator, options: RunOptions = {}): HistoryEvent[] {
  const { seed: n = 1, ...rest } = options;
  return simulate(generator, { concurrency: 3, random: randomOf(seed(n)), ...rest });
}

export const invocations = (generator: Generator, options: RunOptions = {}): HistoryEvent[] =>
  run(generator, options).filter((event) => event.type === "invoke");

export const functionsOf = (events: readonly HistoryEvent[]): string[] => events.map(({ f }) => f);
export const valuesOf = (events: readonly HistoryEvent[]): unknown[] =>
  events.map(({ value }) => value);
export const timesMs = (events: readonly HistoryEvent[]): number[] =>
  events.map(({ time }) => time / 1e6);

/** Endless operations named `f`. */
export const endless = (f: string): Generator =>
  fromFunction((): AnyRequest => ({ f, value: null }));

export const requests = (f: string, count: number): AnyRequest[] =>
  Array.from({ length: count }, (_, value) => ({ f, value }));

export const ms = (n: number): Nanos => fromMs(n);

/** Every completion of this type after 10 ms. */
export const always =
  (type: "ok" | "fail" | "info"): CompletionModel =>
  () => ({ type, afterNs: ms(10) });

export const countBy = <T>(
  items: readonly T[],
  keyOf: (item: T) => unknown,
): Map<unknown, number> => {
  const counts = new Map<unknown, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
};
