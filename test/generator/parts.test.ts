// Workers in parts: each thread, reserved ranges, clients and nemesis.
import { expect, test } from "vitest";
import { isNemesis, NEMESES } from "../../src/core/ids.ts";
import { any } from "../../src/generator/any.ts";
import { eachThread } from "../../src/generator/each-thread.ts";
import { emit, ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { phases } from "../../src/generator/phases.ts";
import { reserve } from "../../src/generator/reserve.ts";
import { clients, nemesis, onThreads } from "../../src/generator/route.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import { countBy, endless, functionsOf, invocations, ms, requests, run, valuesOf } from "./run.ts";

test("eachThread gives every worker the whole generator", () => {
  const events = invocations(eachThread(ops(requests("w", 4))), { concurrency: 3 });
  for (const worker of [0, 1, 2]) {
    const own = events.filter(({ process }) => process === worker);
    expect(valuesOf(own)).toEqual([0, 1, 2, 3]);
  }
});

test("a worker in eachThread hears of itself alone", () => {
  const complete = (_: unknown, { worker }: { worker: number }) =>
    ({ type: worker === 0 ? "ok" : "fail", afterNs: ms(10) }) as const;
  const events = invocations(eachThread(limit(5, untilOk(endless("a")))), {
    concurrency: 2,
    complete,
  });
  const counts = countBy(events, ({ process }) => process);
  expect([counts.get(0), counts.get(1)]).toEqual([1, 5]);
});

test("phases within eachThread wait for their own worker", () => {
  const complete = (_: unknown, { worker }: { worker: number }) =>
    ({ type: "ok", afterNs: ms(worker === 0 ? 1_000 : 1) }) as const;
  const both = eachThread(phases(emit({ f: "a", value: 0 }), emit({ f: "b", value: 0 })));
  const second = invocations(both, { concurrency: 2, complete }).filter(({ f }) => f === "b");
  expect(second.map(({ time }) => time)).toEqual([ms(1), ms(1_000)]);
});

test("reserve sets the first workers aside and leaves the rest to the last generator", () => {
  const events = invocations(
    limit(
      300,
      reserve(
        [
          [2, endless("a")],
          [1, endless("b")],
        ],
        endless("c"),
      ),
    ),
    { concurrency: 6 },
  );
  const users = (f: string): unknown[] =>
    [
      ...countBy(
        events.filter((e) => e.f === f),
        ({ process }) => process,
      ).keys(),
    ].sort();
  expect([users("a"), users("b"), users("c")]).toEqual([[0, 1], [2], [3, 4, 5]]);
});

test("reserve keeps one kind of operation going while another hangs", () => {
  const complete = ({ f }: { f: string }) =>
    ({ type: "ok", afterNs: f === "write" ? ms(60_000) : ms(1) }) as const;
  const events = invocations(limit(50, reserve([[2, endless("read")]], endless("write"))), {
    complete,
  });
  expect(countBy(events, ({ f }) => f).get("read")).toBe(49);
});

test("a reserved range that no worker is left for does not keep the others from ending", () => {
  const events = invocations(reserve([[3, ops(requests("a", 4))]], endless("b")), {
    concurrency: 3,
  });
  expect(functionsOf(events)).toEqual(["a", "a", "a", "a"]);
});

test("clients and nemesis route to their workers", () => {
  const load = clients(limit(20, endless("read")));
  const faults = nemesis(limit(3, endless("kill")));
  const events = run(any(load, faults), { nemesis: true });
  for (const event of events) expect(event.process === "nemesis").toBe(event.f === "kill");
  expect(countBy(events, ({ f }) => f)).toEqual(
    new Map([
      ["read", 40],
      ["kill", 6],
    ]),
  );
});

test("nemesis operations are info at both ends and keep their process", () => {
  const events = run(nemesis(emit({ f: "kill", value: "n1" })), { nemesis: true });
  expect(events).toMatchObject([
    { process: "nemesis", type: "info", f: "kill" },
    { process: "nemesis", type: "info", f: "kill" },
  ]);
  expect(NEMESES.every(isNemesis)).toBe(true);
});

test("without a nemesis worker what is meant for it is left out", () => {
  const events = run(any(clients(limit(2, endless("a"))), nemesis(endless("kill"))));
  expect(functionsOf(events)).toEqual(["a", "a", "a", "a"]);
});

test("a phase of clients does not wait for the nemesis", () => {
  const complete = ({ f }: { f: string }) =>
    ({ type: "ok", afterNs: f === "kill" ? ms(5_000) : ms(1) }) as const;
  const load = clients(phases(ops(requests("a", 3)), ops(requests("b", 3))));
  const events = run(any(nemesis(limit(1, endless("kill"))), load), { nemesis: true, complete });
  expect(events.findIndex(({ f }) => f === "b")).toBeLessThan(events.length - 1);
  expect(functionsOf(events).at(-1)).toBe("kill");
});

test("with very many workers every one of them gets its share", () => {
  const load = stagger(ms(0.01), eachThread(ops(requests("w", 3))));
  expect(invocations(load, { concurrency: 200, nemesis: true })).toHaveLength(600);
});

test("onThreads lets the workers that pass ask and be heard", () => {
  const even = onThreads((worker) => worker % 2 === 0, untilOk(endless("a")));
  const complete = (_: unknown, { worker }: { worker: number }) =>
    ({ type: worker === 4 ? "ok" : "fail", afterNs: ms(1) }) as const;
  const events = invocations(even, { concurrency: 6, complete });
  expect(new Set(events.map(({ process }) => process))).toEqual(new Set([0, 2, 4]));
});
