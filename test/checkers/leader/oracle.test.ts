// The leader checker against the definitions, and against elections with mistakes.
import { expect, test } from "vitest";
import { leader } from "../../../src/checkers/leader/leader.ts";
import { disagreements, historiesOf, kindsOn } from "../verdicts.ts";
import { memoryElection, type Mistakes } from "./memory-election.ts";
import { naiveLeader } from "./naive-leader.ts";

const ALL: Mistakes = {
  voteForAnybody: 0.1,
  commitAlone: 0.05,
  forget: 0.2,
  loseLog: 0.05,
  obeyThePast: 0.1,
};

test("agrees with the definitions on elections with all mistakes", async () => {
  const histories = historiesOf(memoryElection(ALL), 600, { ops: 40, clients: 4 });
  const { wrong, invalid, valid } = await disagreements(leader(), histories, naiveLeader);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(100);
});

test("finds nothing in elections without mistakes", async () => {
  for (const history of historiesOf(memoryElection({}), 100, { ops: 200, clients: 5 }))
    expect(await kindsOn(leader(), history)).toBe("valid");
});

test.each<[keyof Mistakes, string]>([
  ["voteForAnybody", "two-leaders"],
  ["commitAlone", "committed-entry-lost"],
  ["forget", "vote-changed"],
  ["loseLog", "committed-entry-lost"],
  ["obeyThePast", "stale-leader-accepted-write"],
])("the mistake %s is caught", async (mistake, kind) => {
  for (const history of historiesOf(memoryElection({ [mistake]: 0.3 }), 80, { ops: 300 })) {
    if ((await kindsOn(leader(), history)).split(" ").includes(kind)) return;
  }
  expect.fail(`no history shows ${kind}`);
});
