// What checkers that go key by key have in common, by the example of one.
import { expect, test } from "vitest";
import { keyedChecker } from "../../../src/checkers/keyed/keyed-checker.ts";
import { historyOf } from "../events.ts";
import { kindsOn, verdictOn } from "../verdicts.ts";

const ODD = {
  name: "odd",
  functions: ["read"],
  observations: "reads",
  judge: (object, found) => {
    for (const event of object.events) {
      if (object.isCall(event) || !object.isOk(event)) continue;
      found.observations++;
      const value = object.value(event);
      if (typeof value !== "number") found.unreadable(event, "no number");
      if (value === 0) found.doubtThat("unsupported", "zero is neither");
      if (Number(value) % 2 === 1)
        found.anomaly("odd", () => ({
          says: `${String(value)} is odd`,
          ops: [object.otherHalf(event)],
        }));
    }
  },
} satisfies Parameters<typeof keyedChecker>[0];

const read = (value: unknown, key: string) =>
  [
    [0, "invoke", "read", null, { key }],
    [0, "ok", "read", value, { key }],
  ] as const;

test.each([
  ["valid", read(2, "a")],
  ["odd", [...read(2, "a"), ...read(1, "b"), ...read(0, "c")]],
  ["unknown: unsupported", [...read(2, "a"), ...read(0, "b")]],
  ["unknown: malformed", [...read(1, "a"), ...read("x", "b")]],
  ["unknown: malformed", [[0, "ok", "read", 2] as const]],
  ["unknown: unsupported", [[0, "invoke", "write", 2] as const]],
  ["unknown: too-few-ops", [[0, "invoke", "read"] as const]],
])("%s", async (kinds, events) => {
  expect(await kindsOn(keyedChecker(ODD, {}), historyOf(events))).toBe(kinds);
});

test("one anomaly a kind, with all cases counted and some shown", async () => {
  const history = historyOf(Array.from({ length: 30 }, (_, i) => read(1, `k${String(i)}`)).flat());
  expect(await verdictOn(keyedChecker(ODD, { show: 2 }), history)).toMatchObject({
    stats: { keys: 30 },
    details: { odd: ["1 is odd (key k0)", "1 is odd (key k1)"] },
    anomalies: [
      {
        summary: "1 is odd (key k0), and 29 more like it",
        ops: [0, 2],
        witness: { kind: "counts", counts: { odd: 30 } },
      },
    ],
  });
});

test("fewer observations than asked for prove nothing", async () => {
  const history = historyOf(read(2, "a"));
  expect(await kindsOn(keyedChecker(ODD, { minObservations: 2 }), history)).toBe(
    "unknown: too-few-ops",
  );
});
