// The lock checker against the definitions, and against locks with mistakes.
import { expect, test } from "vitest";
import { lock, type LockOptions } from "../../../src/checkers/lock/lock.ts";
import type { History } from "../../../src/core/history.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { disagreements, kindsOn } from "../verdicts.ts";
import { type Chances, lockHistory } from "./memory-lock.ts";
import { naiveLock } from "./naive-lock.ts";

function* histories(count: number, events: number, chances: Chances): Iterable<History> {
  const random = randomOf(seed(5)).fork("locks");
  for (let i = 0; i < count; i++) yield lockHistory(random.at(i), events, chances);
}

const ALL: Chances = {
  giveTwice: 0.02,
  oldToken: 0.05,
  unfenced: 0.5,
  expire: 0.02,
  unknown: 0.05,
};

test.each<[string, LockOptions]>([
  ["by what holders believe", {}],
  ["without expiry", { expires: false }],
  ["by leases", { leaseMs: 20, clockUncertaintyMs: 0 }],
  ["where tokens decide", { exclusive: false }],
])("agrees with the definitions %s", async (_, options) => {
  const oracle = (history: History): string => naiveLock(history, options);
  const { wrong, invalid, valid } = await disagreements(
    lock(options),
    histories(400, 60, ALL),
    oracle,
  );
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(30);
});

test("finds nothing in a lock without mistakes", async () => {
  for (const history of histories(50, 300, { unknown: 0.02, expire: 0.005 }))
    expect(await kindsOn(lock({ exclusive: false }), history)).not.toMatch(/token|acquired/);
  for (const history of histories(50, 300, {}))
    expect(await kindsOn(lock({ expires: false }), history)).toBe("valid");
});

test.each<[keyof Chances, Chances, string]>([
  ["giveTwice", {}, "held-twice"],
  ["oldToken", {}, "token-not-rising"],
  ["unfenced", { expire: 0.05 }, "old-token-accepted"],
  ["expire", {}, "lost-update"],
])("the mistake %s is caught", async (mistake, more, kind) => {
  for (const history of histories(20, 300, { ...more, [mistake]: 0.2 })) {
    if ((await kindsOn(lock(), history)).split(" ").includes(kind)) return;
  }
  expect.fail(`no history shows ${kind}`);
});
