// Processes, clients and deadlines: what becomes of operations when clients misbehave.
import { describe, expect, test } from "vitest";
import { fromMs } from "../../src/core/duration.ts";
import { historyOf } from "../../src/core/history.ts";
import { fail, info, ok, type Outcome } from "../../src/core/op.ts";
import { limit } from "../../src/generator/limit.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { ManualClock } from "./manual-clock.ts";
import { brief, clientOf, eventsOf, never, op, started, type Invoke } from "./interpreting.ts";

describe("processes and clients", () => {
  test("info retires the process: a fresh process with a fresh client takes over", async () => {
    const opened: number[] = [];
    const closed: number[] = [];
    const events = await eventsOf(limit(4, op), {
      concurrency: 1,
      open: (_worker, process) => {
        opened.push(process);
        const outcome = process === 2 ? ok(1) : info("lost");
        const onClose = (): Promise<void> => Promise.resolve(void closed.push(process));
        return Promise.resolve(clientOf(() => Promise.resolve(outcome), onClose));
      },
    });
    expect(brief(events).filter((line) => !line.includes("invoke"))).toEqual([
      "0 info lost",
      "1 info lost",
      "2 ok",
      "2 ok",
    ]);
    expect(opened).toEqual([0, 1, 2]);
    expect(closed).toEqual([0, 1, 2]);
  });

  test("the fresh process comes `concurrency` later", async () => {
    const events = await eventsOf(limit(12, op), {
      concurrency: 3,
      invoke: () => Promise.resolve(info("lost")),
    });
    const processes = events.filter(({ type }) => type === "invoke").map(({ process }) => process);
    expect(new Set(processes).size).toBe(12);
    for (const worker of [0, 1, 2]) {
      const own = processes.filter((process) => Number(process) % 3 === worker);
      expect(own).toEqual(own.map((_, i) => worker + 3 * i));
    }
  });

  test("clients that hang or fail on closing hold up nothing", async () => {
    const closings = [() => never(), () => Promise.reject(new Error("cannot close"))];
    const events = await eventsOf(limit(4, op), {
      open: (_worker, process) =>
        Promise.resolve(clientOf(() => Promise.resolve(info("lost")), closings[process % 2])),
    });
    expect(events).toHaveLength(8);
    expect(events.at(-1)?.time).toBe(0);
  });

  test("what a client throws or answers that is no outcome is info", async () => {
    const answers: (() => Promise<Outcome>)[] = [
      () => Promise.reject(new Error("boom")),
      () => {
        throw new Error("at once");
      },
      () => Promise.resolve({ type: "done" } as unknown as Outcome),
      () => Promise.resolve(undefined as unknown as Outcome),
      () => Promise.resolve({ type: "fail" } as unknown as Outcome),
    ];
    const events = await eventsOf(limit(5, op), {
      open: (_worker, process) => Promise.resolve(clientOf(answers[process] as Invoke)),
    });
    expect(events.filter(({ type }) => type === "info").map(({ error }) => error)).toMatchObject([
      { code: "exception", message: "boom" },
      { code: "exception", message: "at once" },
      { code: "internal", message: expect.stringContaining("{ type: 'done' }") as string },
      { code: "internal", message: expect.stringContaining("undefined") as string },
      { code: "internal" },
    ]);
  });

  test("a client that cannot be opened: nothing was sent, so fail; the process lives; no spinning", async () => {
    let opened = 0;
    const events = await eventsOf(limit(3, op), {
      open: () =>
        ++opened < 3
          ? Promise.reject(new Error("refused"))
          : Promise.resolve(clientOf(() => Promise.resolve(ok(1)))),
    });
    expect(brief(events)).toEqual([
      "0 invoke",
      "0 fail no-client",
      "0 invoke",
      "0 fail no-client",
      "0 invoke",
      "0 ok",
    ]);
    expect(events[4]?.time).toBeGreaterThanOrEqual(fromMs(200));
  });

  test("a client that opens too late is closed unused, and its operation is a fail", async () => {
    let used = false;
    let closed = false;
    const clock = new ManualClock();
    const { events, result } = started(limit(1, op), {
      clock,
      open: async () => {
        await clock.sleep(fromMs(1_050));
        return clientOf(
          () => {
            used = true;
            return Promise.resolve(ok(1));
          },
          () => Promise.resolve(void (closed = true)),
        );
      },
    });
    await clock.drive(result);
    expect(brief(events)).toEqual(["0 invoke", "0 fail no-client"]);
    expect([used, closed]).toEqual([false, true]);
  });

  test("opening for ever is given up as a fail: nothing was sent", async () => {
    const events = await eventsOf(limit(2, op), { open: () => never() });
    expect(brief(events)).toEqual(["0 invoke", "0 fail no-client", "0 invoke", "0 fail no-client"]);
  });
});

describe("deadlines", () => {
  test("at its deadline an operation's signal is aborted, and what the client then says counts", async () => {
    const events = await eventsOf(limit(1, op), {
      invoke: (_request, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(fail("cancelled")));
        }),
    });
    expect(brief(events)).toEqual(["0 invoke", "0 fail cancelled"]);
    expect(events[1]?.time).toBe(fromMs(1_000));
  });

  test("a client that does not answer even then is given up: info, and its late answer is ignored", async () => {
    const { clock, events, result } = started(limit(2, stagger(fromMs(1), op)), {
      invoke: async ({ value }) => {
        if (events.length === 1) await clock.sleep(fromMs(1_500));
        else await clock.sleep(fromMs(900));
        return ok(value);
      },
    });
    await clock.drive(result);
    expect(brief(events)).toEqual(["0 invoke", "0 info timeout", "1 invoke", "1 ok"]);
    expect(events[1]?.time).toBe(fromMs(1_100));
    expect(historyOf(events).problems).toEqual([]);
  });

  test("a slow operation does not hold up the other workers", async () => {
    const { clock, events, result } = started(limit(10, op), {
      concurrency: 2,
      invoke: async () => {
        await clock.sleep(fromMs(events.length === 1 ? 800 : 10));
        return ok(1);
      },
    });
    await clock.drive(result);
    expect(events.filter(({ type, time }) => type === "ok" && time < fromMs(200))).toHaveLength(9);
  });
});
