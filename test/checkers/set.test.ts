// The set checker: adds and one final read.
import { expect, test } from "vitest";
import { set } from "../../src/checkers/set.ts";
import { setOracle } from "../oracle/set.ts";
import { historyOf } from "./events.ts";
import { growingSet } from "./growing-set.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const add = (value: unknown, type: "ok" | "fail" | "info" = "ok") =>
  [
    [0, "invoke", "add", value],
    [0, type, "add", value],
  ] as const;
const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

test.each([
  ["valid", [...add(1), ...read([1])]],
  ["lost-element", [...add(1), ...add(2), ...read([2])]],
  ["unexpected-element", [...add(1), ...read([1, 2])]],
  ["aborted-read", [...add(1), ...add(2, "fail"), ...read([1, 2])]],
  ["duplicate-element", [...add(1), ...read([1, 1])]],
  ["valid", [...add(1), ...add({ a: 1 }, "info"), ...read([1])]],
  ["valid", [...add(1), ...add({ a: 1 }, "info"), ...read([1, { a: 1 }])]],
  ["unknown: too-few-ops", add(1)],
  ["unknown: malformed", [...add(1), ...read("1")]],
  ["unknown: unsupported", [...add(1), [2, "invoke", "remove", 1] as const]],
])("%s", async (kinds, events) => {
  expect(await kindsOn(set(), historyOf(events))).toBe(kinds);
});

test("an add that the last read overlaps may be missing", async () => {
  const history = historyOf([
    [0, "invoke", "add", 1],
    [1, "invoke", "read"],
    [0, "ok", "add", 1],
    [1, "ok", "read", []],
  ]);
  expect(await kindsOn(set(), history)).toBe("valid");
});

test("of a million lost elements all are counted and ten are shown", async () => {
  const events = Array.from({ length: 1000 }, (_, value) => add(value)).flat();
  const verdict = await verdictOn(set(), historyOf([...events, ...read([])]));
  expect(verdict).toMatchObject({
    valid: false,
    stats: { attempts: 1000, lost: 1000 },
    details: { lostElements: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], lostElementsLeftOut: 990 },
    anomalies: [{ kind: "lost-element", witness: { counts: { "lost-element": 1000 } } }],
  });
});

test("keys are sets of their own", async () => {
  const history = historyOf([
    [0, "invoke", "add", 1, { key: "a" }],
    [0, "ok", "add", 1, { key: "a" }],
    [0, "invoke", "read", null, { key: "a" }],
    [0, "ok", "read", [1], { key: "a" }],
    [0, "invoke", "read", null, { key: "b" }],
    [0, "ok", "read", [1], { key: "b" }],
  ]);
  const verdict = await verdictOn(set(), history);
  expect(verdict).toMatchObject({ valid: false, anomalies: [{ kind: "unexpected-element" }] });
  expect(JSON.stringify(verdict)).toContain("(key b)");
});

test("agrees with the definition on random histories", async () => {
  const bugs = { lose: 0.03, stale: 0.1, double: 0.03, invent: 0.03, range: 8 };
  const histories = historiesOf(growingSet(bugs), 500, { ops: 14 });
  const { wrong, invalid, valid } = await disagreements(set(), histories, setOracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right set passes, one that forgets is caught", async () => {
  for (const history of historiesOf(growingSet(), 200, { ops: 40 }))
    expect(await kindsOn(set(), history)).toBe("valid");
  const forgetful = oneHistory(growingSet({ lose: 0.3 }), { ops: 60 });
  expect(await kindsOn(set(), forgetful)).toBe("lost-element");
});
