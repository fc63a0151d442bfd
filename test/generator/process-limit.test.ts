// Ends that depend on what became of operations: enough processes lost, one success.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allLost, imperfect, perfect } from "../../src/generator/completion-models.ts";
import { any } from "../../src/generator/any.ts";
import { limit } from "../../src/generator/limit.ts";
import { processLimit } from "../../src/generator/process-limit.ts";
import { untilOk } from "../../src/generator/until-ok.ts";
import { always, endless, functionsOf, invocations } from "./run.ts";

test("processLimit lets no more than so many processes take part", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(1_000),
      (most, concurrency, seed) => {
        const limited = limit(300, processLimit(most, endless("a")));
        const events = invocations(limited, { concurrency, seed, complete: imperfect });
        expect(new Set(events.map(({ process }) => process)).size).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 60 },
  );
});

test("processLimit ends when all its processes are lost, each after its one operation", () => {
  expect(invocations(processLimit(7, endless("a")), { complete: allLost })).toHaveLength(7);
});

test("processLimit goes on for ever with processes that live", () => {
  const events = invocations(limit(500, processLimit(2, endless("a"))), {
    concurrency: 5,
    complete: perfect,
  });
  expect(events).toHaveLength(500);
  expect(new Set(events.map(({ process }) => process)).size).toBe(2);
});

test("untilOk tries until one operation succeeds", () => {
  let tries = 0;
  const complete = () => ({ type: ++tries < 6 ? "fail" : "ok", afterNs: 1e6 }) as const;
  expect(invocations(untilOk(endless("a")), { concurrency: 1, complete })).toHaveLength(6);
});

test("untilOk does not take the success of others for its own", () => {
  const complete = ({ f }: { f: string }) =>
    ({ type: f === "other" ? "ok" : "fail", afterNs: 1e6 }) as const;
  const both = any(limit(20, untilOk(endless("mine"))), limit(20, endless("other")));
  const mine = functionsOf(invocations(both, { concurrency: 1, complete })).filter(
    (f) => f === "mine",
  );
  expect(mine).toHaveLength(20);
});

test("untilOk never ends while everything is lost", () => {
  expect(invocations(limit(50, untilOk(endless("a"))), { complete: always("info") })).toHaveLength(
    50,
  );
});
