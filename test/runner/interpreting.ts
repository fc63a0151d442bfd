// What the tests of the interpreter share: runs with clients of the tests' own, in time that the tests move.
import type { Client } from "../../src/core/client.ts";
import { seed } from "../../src/core/ids.ts";
import { type AnyRequest, type HistoryEvent, ok, type Outcome } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import { fromFunction } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { interpret, type InterpreterOptions } from "../../src/runner/interpreter.ts";
import { ManualClock } from "./manual-clock.ts";

export type Invoke = (request: AnyRequest, signal: AbortSignal) => Promise<Outcome>;

export const clientOf = (
  invoke: Invoke,
  onClose: () => Promise<void> = () => Promise.resolve(),
): Client => ({
  offers: new Set(["a", "b"]),
  invoke,
  [Symbol.asyncDispose]: onClose,
});

export const never = (): Promise<never> => new Promise(() => undefined);
export const op: Generator = fromFunction(() => ({ f: "a", value: 1 }));

interface Setup extends Partial<InterpreterOptions> {
  readonly invoke?: Invoke;
}

/** One worker, time-outs after 1 s, clients that answer at once with `ok`; and the events recorded so far. */
export function started(generator: Generator, setup: Setup = {}) {
  const clock = new ManualClock();
  const events: HistoryEvent[] = [];
  const { invoke = (request: AnyRequest) => Promise.resolve(ok(request.value)), ...rest } = setup;
  const result = interpret({
    generator,
    concurrency: 1,
    clock,
    random: randomOf(seed(1)),
    open: () => Promise.resolve(clientOf(invoke)),
    nemesis: null,
    record: (event) => events.push(event),
    opTimeoutMs: 1_000,
    signal: new AbortController().signal,
    ...rest,
  });
  return { clock, events, result };
}

export async function eventsOf(generator: Generator, setup: Setup = {}): Promise<HistoryEvent[]> {
  const { clock, events, result } = started(generator, setup);
  await clock.drive(result);
  return events;
}

export const brief = (events: readonly HistoryEvent[]): string[] =>
  events.map(({ process, type, error }) =>
    [process, type, ...(error === undefined ? [] : [error.code])].join(" "),
  );
