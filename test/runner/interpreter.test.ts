// The interpreter: what it records and when, how it obeys generators, the nemesis, interruption.
import { describe, expect, test } from "vitest";
import { fromMs } from "../../src/core/duration.ts";
import { HarnessError } from "../../src/core/errors.ts";
import { historyOf } from "../../src/core/history.ts";
import { opIndex, processId, seed } from "../../src/core/ids.ts";
import { fail, type HistoryEvent, info, ok, type Outcome } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import { nextTurn, startRealClock } from "../../src/core/real-clock.ts";
import { any } from "../../src/generator/any.ts";
import { emit, fromFunction, ops } from "../../src/generator/emit.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { log } from "../../src/generator/log.ts";
import { limit } from "../../src/generator/limit.ts";
import { concat, phases } from "../../src/generator/phases.ts";
import { clients, nemesis } from "../../src/generator/route.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import type { Note } from "../../src/runner/interpreter.ts";
import { ManualClock } from "./manual-clock.ts";
import { brief, eventsOf, never, op, started } from "./interpreting.ts";

describe("recording", () => {
  test("the invocation is recorded before the request leaves, the completion before the next one", async () => {
    const order: string[] = [];
    await eventsOf(limit(2, op), {
      record: ({ type }) => order.push(type),
      invoke: () => {
        order.push("request");
        return Promise.resolve(ok(null));
      },
    });
    expect(order).toEqual(["invoke", "request", "ok", "invoke", "request", "ok"]);
  });

  test("answers that are there are recorded before the next operation is started", async () => {
    const events = await eventsOf(limit(20, op), { concurrency: 5 });
    const afterOpening = events.slice(-20).map(({ type }) => type);
    expect(afterOpening).toEqual(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? "invoke" : "ok")),
    );
  });

  test("outcomes are recorded as they are: outputs on ok, inputs and reasons on fail and info", async () => {
    const outcomes: Outcome[] = [
      ok("read"),
      fail("precondition", "was 3"),
      info("connection", "reset"),
    ];
    const events = await eventsOf(ops([1, 2, 3].map((value) => ({ f: "a", key: "k", value }))), {
      invoke: ({ value }) => Promise.resolve(outcomes[Number(value) - 1] as Outcome),
    });
    expect(events.filter(({ type }) => type !== "invoke")).toMatchObject([
      { type: "ok", key: "k", value: "read" },
      { type: "fail", key: "k", value: 2, error: { code: "precondition", message: "was 3" } },
      { type: "info", key: "k", value: 3, error: { code: "connection", message: "reset" } },
    ]);
  });

  test("what a generator logs is said at its place, and is in no history", async () => {
    const order: string[] = [];
    const events = await eventsOf(concat(limit(1, op), log("half way"), limit(1, op)), {
      record: ({ type }) => order.push(type),
      say: (message) => order.push(message),
    });
    expect(order).toEqual(["invoke", "ok", "half way", "invoke", "ok"]);
    expect(events).toEqual([]);
  });

  test("indices are dense, times never go back, the history is well formed", async () => {
    const outcomes: Outcome[] = [ok(1), fail("x"), info("y")];
    const { clock, events, result } = started(stagger(fromMs(2), limit(200, op)), {
      concurrency: 7,
      invoke: async () => {
        await clock.sleep(fromMs((events.length * 7) % 31));
        return outcomes[events.length % 3] as Outcome;
      },
    });
    const { counts, generated } = await clock.drive(result);
    expect(generated).toBe(200);
    expect(counts.ok + counts.fail + counts.info).toBe(200);
    expect(events.map(({ index }) => index)).toEqual(events.map((_, i) => i));
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(historyOf(events).problems).toEqual([]);
  });

  test("what was noted is recorded in its place, and is no operation", async () => {
    const clock = new ManualClock();
    let notes: Note[] = [];
    const events: HistoryEvent[] = [];
    const run = started(limit(3, op), {
      clock,
      invoke: ({ value }) => {
        notes.push({ time: clock.now(), f: "clock-offsets", value: { n1: 500 } });
        return Promise.resolve(ok(value));
      },
      notes: () => {
        const taken = notes;
        notes = [];
        return taken;
      },
      record: (event) => events.push(event),
    });
    await clock.drive(run.result);
    expect(brief(events).slice(0, 3)).toEqual(["0 invoke", "0 ok", "nemesis info"]);
    expect(events[2]).toMatchObject({ f: "clock-offsets", value: { n1: 500 } });
    const history = historyOf(events);
    expect(history.problems).toEqual([]);
    expect(history.operations()).toHaveLength(3);
    expect(events.map(({ index }) => index)).toEqual([...events.keys()]);
    expect((await run.result).generated).toBe(3);
  });

  test("a later phase goes on with fresh indices and processes", async () => {
    const first = started(limit(3, op), {
      concurrency: 2,
      invoke: () => Promise.resolve(info("x")),
    });
    const { nextIndex, nextProcess } = await first.clock.drive(first.result);
    const later = await eventsOf(limit(2, op), {
      firstIndex: nextIndex,
      firstProcess: nextProcess,
    });
    const used = new Set(first.events.map(({ process }) => process));
    expect(later.map(({ index }) => index)).toEqual([6, 7, 8, 9].map(opIndex));
    for (const { process } of later) expect(used.has(process)).toBe(false);
  });

  test("a record that throws ends the run with its error, after cutting what is in flight", async () => {
    const signals: AbortSignal[] = [];
    const { clock, result } = started(limit(3, op), {
      concurrency: 2,
      record: ({ index }) => {
        if (index === 1) throw new HarnessError("storage", "disk full");
      },
      invoke: (_request, signal) => {
        signals.push(signal);
        return never();
      },
    });
    await expect(clock.drive(result)).rejects.toThrow("disk full");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe("the generator", () => {
  test("hears of invocations and completions", async () => {
    let tries = 0;
    const events = await eventsOf(untilOk(op), {
      invoke: () => Promise.resolve(++tries < 4 ? fail("not-yet") : ok(1)),
    });
    expect(events.filter(({ type }) => type === "invoke")).toHaveLength(4);
  });

  test("is obeyed in time", async () => {
    const events = await eventsOf(stagger(fromMs(5), limit(50, op)), { concurrency: 4 });
    const simulated = simulate(stagger(fromMs(5), limit(50, op)), {
      concurrency: 4,
      random: randomOf(seed(1)),
      complete: () => ({ type: "ok", afterNs: 0 }),
    });
    const invoked = (all: readonly HistoryEvent[]): unknown[] =>
      all.filter(({ type }) => type === "invoke").map(({ time, process }) => [time, process]);
    expect(invoked(events)).toEqual(invoked(simulated));
  });

  test("gets the same draws as in a simulation: op for op the same requests", async () => {
    const drawn = limit(
      40,
      fromFunction(({ random }) => ({ f: "a", value: random.int(0, 1e9) })),
    );
    const valuesOf = (all: readonly HistoryEvent[]): unknown[] =>
      all.filter(({ type }) => type === "invoke").map(({ value }) => value);
    const simulated = simulate(drawn, { concurrency: 3, random: randomOf(seed(1)) });
    expect(valuesOf(await eventsOf(drawn, { concurrency: 5 }))).toEqual(valuesOf(simulated));
  });

  test("phases wait for what is in flight", async () => {
    const { clock, events, result } = started(
      phases(ops([1, 2, 3].map((value) => ({ f: "a", value }))), emit({ f: "b", value: 0 })),
      {
        concurrency: 3,
        invoke: async ({ value }) => {
          await clock.sleep(fromMs(10 * Number(value)));
          return ok(value);
        },
      },
    );
    await clock.drive(result);
    expect(events.map(({ f }) => f).join("")).toBe("aaaaaabb");
  });

  test("that waits for nothing ends the run with an error", async () => {
    const stuck: Generator = {
      next: () => ({ kind: "pending", rest: stuck }),
      update: () => stuck,
    };
    const { clock, result } = started(stuck);
    await expect(clock.drive(result)).rejects.toThrow(/nothing is in flight/);
  });

  test("is asked between turns of the event loop: input and output of others go on", async () => {
    let turns = 0;
    let over = false;
    const others = (async () => {
      while (!over) {
        await nextTurn();
        turns++;
      }
    })();
    const { result } = started(limit(500, op), { clock: startRealClock() });
    await result;
    over = true;
    await others;
    expect(turns).toBeGreaterThan(400);
  });
});

describe("the nemesis", () => {
  const fault = { f: "inject", value: "partition" };

  test("is recorded as info at both ends, with what it says as the second value", async () => {
    const events = await eventsOf(nemesis(emit(fault)), {
      nemesis: { invoke: () => Promise.resolve({ window: 1 }) },
    });
    expect(events).toMatchObject([
      { process: "nemesis", type: "info", f: "inject", value: "partition" },
      { process: "nemesis", type: "info", f: "inject", value: { window: 1 } },
    ]);
  });

  test("that fails leaves its error in the history and the run goes on", async () => {
    const events = await eventsOf(any(nemesis(limit(2, emit(fault))), clients(limit(2, op))), {
      nemesis: { invoke: () => Promise.reject(new HarnessError("engine", "no agent")) },
    });
    expect(events.filter(({ error }) => error?.code === "engine")).toHaveLength(1);
    expect(events.filter(({ type }) => type === "ok")).toHaveLength(2);
  });

  test("has all the time that it needs, while clients go on", async () => {
    const { clock, events, result } = started(
      any(nemesis(emit(fault)), clients(stagger(fromMs(100), limit(20, op)))),
      {
        nemesis: { invoke: () => clock.sleep(fromMs(30_000)) },
      },
    );
    const { counts } = await clock.drive(result);
    expect(counts.ok).toBe(20);
    expect(events.at(-1)).toMatchObject({ process: "nemesis", time: fromMs(30_000) });
    expect(events.at(-1)?.error).toBeUndefined();
  });
});

describe("interruption", () => {
  test("stops generating, cuts what is in flight, records it as info and returns", async () => {
    const interrupt = new AbortController();
    const { clock, events, result } = started(limit(1_000, op), {
      concurrency: 3,
      signal: interrupt.signal,
      invoke: () => never(),
    });
    await clock.settle();
    expect(events).toHaveLength(3);
    interrupt.abort();
    const { interrupted } = await clock.drive(result);
    expect(interrupted).toBe(true);
    expect(brief(events).slice(3).sort()).toEqual([
      "0 info interrupted",
      "1 info interrupted",
      "2 info interrupted",
    ]);
    expect(clock.now()).toBeLessThan(fromMs(2_000));
  });

  test("before the start means that nothing is started", async () => {
    const { clock, events, result } = started(limit(5, op), { signal: AbortSignal.abort() });
    const { interrupted, nextProcess } = await clock.drive(result);
    expect([interrupted, nextProcess, events.length]).toEqual([true, processId(1), 0]);
  });
});
