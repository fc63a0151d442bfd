// A copy for every process.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allLost, imperfect } from "../../src/generator/completion-models.ts";
import { eachProcess } from "../../src/generator/each-process.ts";
import { ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import { endless, invocations, requests, run, valuesOf } from "./run.ts";

test("every process goes through the generator from its start, up to its death", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(1_000), (concurrency, seed) => {
      const script = limit(150, eachProcess(ops(requests("w", 3))));
      const events = run(script, { concurrency, seed, complete: imperfect });
      const begun = events.filter(({ type }) => type === "invoke");
      const dead = new Set(events.filter((e) => e.type === "info").map((e) => e.process));
      for (const [process, own] of Map.groupBy(begun, (event) => event.process)) {
        expect(valuesOf(own)).toEqual([0, 1, 2].slice(0, own.length));
        if (!dead.has(process) && begun.length < 150) expect(own).toHaveLength(3);
      }
    }),
    { numRuns: 80 },
  );
});

test("it ends when all processes are through, and goes on while processes die", () => {
  expect(invocations(eachProcess(ops(requests("w", 2))), { concurrency: 3 })).toHaveLength(6);
  const dying = limit(50, eachProcess(ops(requests("w", 2))));
  const events = invocations(dying, { concurrency: 3, complete: allLost });
  expect(events).toHaveLength(50);
  expect(valuesOf(events)).toEqual(Array<number>(50).fill(0));
});

test("a process hears of itself alone", () => {
  const complete = (_: unknown, { process }: { process: number }) =>
    ({ type: process === 0 ? "ok" : "fail", afterNs: 1e6 }) as const;
  const each = eachProcess(limit(4, untilOk(endless("a"))));
  const events = invocations(each, { concurrency: 2, complete });
  expect(events.filter(({ process }) => process === 0)).toHaveLength(1);
  expect(events.filter(({ process }) => process === 1)).toHaveLength(4);
});
