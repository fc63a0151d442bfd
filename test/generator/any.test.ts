// Several generators at once.
import { expect, test } from "vitest";
import { any, shortestAny } from "../../src/generator/any.ts";
import { delay } from "../../src/generator/delay.ts";
import { emit, ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { concat } from "../../src/generator/phases.ts";
import { sleep } from "../../src/generator/sleep.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import {
  always,
  countBy,
  endless,
  functionsOf,
  invocations,
  ms,
  requests,
  timesMs,
} from "./run.ts";

test("any takes the soonest operation of all", () => {
  const both = any(
    delay(ms(30), limit(3, endless("slow"))),
    delay(ms(20), limit(4, endless("fast"))),
  );
  const events = invocations(both);
  expect(timesMs(events)).toEqual([0, 0, 20, 30, 40, 60, 60]);
});

test("any loses nothing and ends with the last", () => {
  const counts = countBy(
    invocations(any(ops(requests("a", 8)), ops(requests("b", 3)))),
    ({ f }) => f,
  );
  expect([counts.get("a"), counts.get("b")]).toEqual([8, 3]);
});

test("any draws ties at random", () => {
  const counts = countBy(invocations(limit(1_000, any(endless("a"), endless("b")))), ({ f }) => f);
  expect(counts.get("a")).toBeGreaterThan(420);
  expect(counts.get("b")).toBeGreaterThan(420);
});

test("a sleep within any runs on while others act", () => {
  const timer = concat(sleep(ms(500)), emit({ f: "alarm", value: 0 }));
  const events = invocations(any(timer, stagger(ms(3), limit(400, endless("load")))), {
    concurrency: 20,
  });
  const alarm = events.find(({ f }) => f === "alarm");
  expect(timesMs(alarm === undefined ? [] : [alarm])[0]).toBeCloseTo(500, 0);
});

test("all generators in any hear all updates", () => {
  const events = invocations(any(untilOk(endless("a")), untilOk(endless("b"))), {
    concurrency: 1,
    complete: always("ok"),
  });
  expect(functionsOf(events).sort()).toEqual(["a", "b"]);
});

test("shortestAny ends with the first to end, and takes the soonest until then", () => {
  const script = concat(
    emit({ f: "begin", value: 0 }),
    sleep(ms(95)),
    emit({ f: "end", value: 0 }),
  );
  const load = delay(ms(10), endless("load"));
  const events = invocations(shortestAny(script, load), { concurrency: 4 });
  expect(functionsOf(events).filter((f) => f === "load")).toHaveLength(10);
  expect(functionsOf(events).at(-1)).toBe("end");
  expect(invocations(shortestAny(ops([]), endless("load")))).toEqual([]);
});
