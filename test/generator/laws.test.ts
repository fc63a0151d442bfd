// Laws that hold for every generator, however it is put together.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { historyOf } from "../../src/core/history.ts";
import { any, shortestAny } from "../../src/generator/any.ts";
import { fromArbitrary } from "../../src/generator/arbitrary.ts";
import { imperfect } from "../../src/generator/completion-models.ts";
import { concurrencyLimit } from "../../src/generator/concurrency-limit.ts";
import { cycleTimes } from "../../src/generator/cycle-times.ts";
import { delay } from "../../src/generator/delay.ts";
import { eachProcess } from "../../src/generator/each-process.ts";
import { eachThread } from "../../src/generator/each-thread.ts";
import { fromFunction, ops } from "../../src/generator/emit.ts";
import { filter } from "../../src/generator/filter.ts";
import { flipFlop } from "../../src/generator/flip-flop.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { concurrentKeys, sequentialKeys } from "../../src/generator/independent.ts";
import { limit } from "../../src/generator/limit.ts";
import { log } from "../../src/generator/log.ts";
import { map, renameFunctions } from "../../src/generator/map.ts";
import { mix, weightedMix } from "../../src/generator/mix.ts";
import { ignoreUpdates, onUpdate } from "../../src/generator/on-update.ts";
import { andThen, concat, phases } from "../../src/generator/phases.ts";
import { processLimit } from "../../src/generator/process-limit.ts";
import { cycle, repeat } from "../../src/generator/repeat.ts";
import { reserve } from "../../src/generator/reserve.ts";
import { clients, nemesis, onThreads } from "../../src/generator/route.ts";
import { sleep } from "../../src/generator/sleep.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { timeLimit } from "../../src/generator/time-limit.ts";
import { trace } from "../../src/generator/trace.ts";
import { highestKey, withFinal } from "../../src/generator/track.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import { validate } from "../../src/generator/validate.ts";
import { ms, requests, run } from "./run.ts";

const MAX_OPS = 120;

const random = fromFunction(({ random }) => ({ f: "w", value: random.int(0, 99) }));

const shape = fc.record({ f: fc.constantFrom("r", "w"), value: fc.nat(99) });

/** Generators of any shape, made of all families. */
const { tree } = fc.letrec<{ tree: Generator; leaf: Generator }>((tie) => {
  const inner = tie("tree");
  const few = fc.integer({ min: 1, max: 8 });
  return {
    leaf: fc.oneof(
      few.map((n) => ops(requests("a", n))),
      few.map((n) => limit(n, random)),
      few.map((n) => limit(n, fromArbitrary(shape))),
      fc.constant(log("here")),
    ),
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      tie("leaf"),
      fc.tuple(few, inner).map(([n, g]) => limit(n, cycle(g))),
      fc.tuple(few, inner).map(([n, g]) => cycle(g, n)),
      fc.tuple(few, inner).map(([n, g]) => limit(n, repeat(g))),
      fc.tuple(few, inner).map(([n, g]) => concurrencyLimit(n, g)),
      fc.tuple(few, inner).map(([n, g]) => onThreads((worker) => worker % n === 0, g)),
      fc.tuple(few, few, inner, inner).map(([n, m, a, b]) =>
        cycleTimes([
          [ms(5 * n), a],
          [ms(5 * m), b],
        ]),
      ),
      fc.tuple(few, inner).map(([n, g]) => stagger(ms(n), g)),
      fc.tuple(few, inner).map(([n, g]) => delay(ms(n), g)),
      fc.tuple(few, inner).map(([n, g]) => timeLimit(ms(10 * n), g)),
      fc.tuple(few, inner).map(([n, g]) => processLimit(n, g)),
      fc.tuple(few, inner, inner).map(([n, a, b]) => reserve([[n, a]], b)),
      fc.tuple(few, inner).map(([n, g]) => concurrentKeys(n, ["x", "y", "z"], () => g)),
      fc.tuple(few, inner, inner).map(([n, a, b]) => concat(a, sleep(ms(n)), b)),
      fc.tuple(few, inner, inner).map(([n, a, b]) =>
        weightedMix([
          [n, a],
          [1, b],
        ]),
      ),
      fc.tuple(inner, inner).map(([a, b]) => any(clients(a), nemesis(b))),
      fc.tuple(inner, inner).map(([a, b]) => any(a, b)),
      fc.tuple(inner, inner).map(([a, b]) => shortestAny(a, b)),
      fc.tuple(inner, inner).map(([a, b]) => withFinal(highestKey(), a, () => b)),
      fc.tuple(inner, inner).map(([a, b]) => mix(a, b)),
      fc.tuple(inner, inner).map(([a, b]) => phases(a, b)),
      fc.tuple(inner, inner).map(([a, b]) => andThen(a, b)),
      fc.tuple(inner, inner).map(([a, b]) => flipFlop(a, b)),
      inner.map((g) => eachThread(g)),
      inner.map((g) => eachProcess(g)),
      inner.map((g) => untilOk(g)),
      inner.map((g) => ignoreUpdates(g)),
      inner.map((g) => onUpdate((same, context, event) => same.update(context, event), g)),
      inner.map((g) => renameFunctions({ a: "b" }, g)),
      inner.map((g) => trace("traced", () => undefined, g)),
      inner.map((g) => sequentialKeys([1, 2], () => g)),
      inner.map((g) => filter(({ value }) => Number(value) % 5 !== 0, g)),
      inner.map((g) => map((r, { random }) => ({ ...r, value: random.int(0, 99) }), g)),
    ),
  };
});

/** Asks twice every time and expects one answer: drawing and asking use nothing up. */
function askedTwice(generator: Generator): Generator {
  return {
    next(context) {
      const first = generator.next(context);
      const second = generator.next(context);
      expect({ ...second, rest: null }).toEqual({ ...first, rest: null });
      return first.kind === "done" ? first : { ...first, rest: askedTwice(first.rest) };
    },
    update: (context, event) => askedTwice(generator.update(context, event)),
  };
}

const everyTree = (
  law: (generator: Generator, concurrency: number, seed: number) => void,
): void => {
  const property = fc.property(tree, fc.integer({ min: 1, max: 5 }), fc.nat(10_000), law);
  fc.assert(property, { numRuns: 150 });
};

const options = (concurrency: number, seed: number) =>
  ({ concurrency, seed, nemesis: true, complete: imperfect, maxOps: MAX_OPS }) as const;

test("every generator makes a well-formed history, in order of time", () => {
  everyTree((generator, concurrency, seed) => {
    const events = run(generator, options(concurrency, seed));
    expect(historyOf(events).problems).toEqual([]);
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

test("every generator answers the same when asked twice, and being asked does not change it", () => {
  everyTree((generator, concurrency, seed) => {
    const once = run(generator, options(concurrency, seed));
    expect(run(askedTwice(generator), options(concurrency, seed))).toEqual(once);
  });
});

test("a lost process never acts again, whatever the generator", () => {
  everyTree((generator, concurrency, seed) => {
    const lost = new Set<unknown>();
    for (const { process, type } of run(generator, options(concurrency, seed))) {
      expect(lost.has(process)).toBe(false);
      if (type === "info" && process !== "nemesis") lost.add(process);
    }
  });
});

test("every generator keeps its contract", () => {
  everyTree((generator, concurrency, seed) => {
    const plain = run(generator, options(concurrency, seed));
    expect(run(validate("tree", generator), options(concurrency, seed))).toEqual(plain);
  });
});

test("every generator within a limit, on some threads or one at a time obeys", () => {
  everyTree((generator, concurrency, seed) => {
    const one = run(concurrencyLimit(1, generator), options(concurrency, seed));
    one.forEach((event, i) => expect(event.f).toBe(one[i - (i % 2)]?.f));
    expect(run(limit(5, generator), options(concurrency, seed)).length).toBeLessThanOrEqual(10);
    const odd = run(
      onThreads((worker) => worker === 0, generator),
      options(1, seed),
    );
    for (const { process } of odd) expect(process).not.toBe("nemesis");
  });
});

test("same seed, same operations, whatever the generator", () => {
  everyTree((generator, concurrency, seed) => {
    expect(run(generator, options(concurrency, seed))).toEqual(
      run(generator, options(concurrency, seed)),
    );
  });
});
