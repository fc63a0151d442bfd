// The four session guarantees, each by its name.
import { expect, test } from "vitest";
import type { Checker } from "../../src/checkers/checker.ts";
import {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  writesFollowReads,
} from "../../src/checkers/session-guarantees.ts";
import { breaks, type GuaranteeName } from "../oracle/sessions.ts";
import { historyOf } from "./events.ts";
import { replicatedSet } from "./replicated-set.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const CHECKERS: readonly (readonly [GuaranteeName, string, Checker])[] = [
  ["read-your-writes", "missed-own-write", readYourWrites({ minObservations: 0 })],
  ["monotonic-reads", "nonmonotonic-read", monotonicReads({ minObservations: 0 })],
  ["monotonic-writes", "nonmonotonic-write", monotonicWrites({ minObservations: 0 })],
  ["writes-follow-reads", "write-before-its-read", writesFollowReads({ minObservations: 0 })],
];

const add = (process: number, value: number) => [
  [process, "invoke", "add", value] as const,
  [process, "ok", "add", value] as const,
];
const read = (process: number, value: unknown) => [
  [process, "invoke", "read"] as const,
  [process, "ok", "read", value] as const,
];

test.each([
  ["nothing", [...add(0, 1), ...add(0, 2), ...read(0, [1, 2]), ...read(1, [])], []],
  ["a missing write of one's own", [...add(0, 1), ...read(0, [])], ["read-your-writes"]],
  [
    "an element that vanishes",
    [...add(0, 1), ...read(1, [1]), ...read(1, [])],
    ["monotonic-reads"],
  ],
  [
    "the second write without the first",
    [...add(0, 1), ...add(0, 2), ...read(1, [2])],
    ["monotonic-writes"],
  ],
  [
    "a reply without what it replies to",
    [...add(0, 1), ...read(1, [1]), ...add(1, 2), ...read(2, [2])],
    ["writes-follow-reads"],
  ],
])("%s breaks what it breaks and nothing else", async (_, events, broken) => {
  const found = [];
  for (const [name, kind, checker] of CHECKERS) {
    const kinds = await kindsOn(checker, historyOf(events));
    expect(["valid", kind]).toContain(kinds);
    if (kinds !== "valid") found.push(name);
  }
  expect(found).toEqual(broken);
});

test("the anomaly says who had known what", async () => {
  const events = [...add(0, 1), ...read(1, [1]), ...add(1, 2), ...read(2, [2])];
  expect(await verdictOn(writesFollowReads(), historyOf(events))).toMatchObject({
    anomalies: [
      {
        summary:
          "the read at event 7 by process 2 does not see 1, which process 1 had read before it wrote 2, and it sees that",
        ops: [4, 6],
      },
    ],
  });
});

test("a write of unknown outcome is never missed", async () => {
  const lost = [[0, "invoke", "add", 1] as const, [0, "info", "add", 1] as const];
  const history = historyOf([...lost, ...read(0, []), ...read(0, [1]), ...read(0, [1])]);
  for (const [, , checker] of CHECKERS) expect(await kindsOn(checker, history)).toBe("valid");
});

test.each(CHECKERS)("%s agrees with its definition", async (name, kind, checker) => {
  for (const range of [undefined, 8]) {
    const system = replicatedSet(3, "add", range === undefined ? {} : { range });
    const histories = historiesOf(system, 300, { ops: 14 });
    const { wrong, invalid, valid } = await disagreements(checker, histories, (history) =>
      breaks(history, name) ? kind : "valid",
    );
    expect(wrong).toEqual([]);
    expect(Math.min(invalid, valid)).toBeGreaterThan(4);
  }
});

test.each(CHECKERS)("%s passes one replica and catches lagging ones", async (_, kind, checker) => {
  expect(await kindsOn(checker, oneHistory(replicatedSet(1, "add"), { ops: 150 }))).toBe("valid");
  const lagging = oneHistory(replicatedSet(4, "add", { sync: 0.2 }), { ops: 150 });
  expect(await kindsOn(checker, lagging)).toBe(kind);
});
