// The monotonic checker: what only grows is never seen to go back.
import { expect, test } from "vitest";
import { monotonic } from "../../src/checkers/monotonic.ts";
import type { History } from "../../src/core/history.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const op = (process: number, f: string, value: unknown) => [
  [process, "invoke", f] as const,
  [process, "ok", f, value] as const,
];

test.each([
  ["valid", [...op(0, "read", null), ...op(0, "inc", 1), ...op(1, "read", 1)]],
  ["value-went-back", [...op(0, "read", 2), ...op(1, "read", 1)]],
  ["value-went-back", [...op(0, "inc", 2), ...op(1, "inc", 2)]],
  ["value-went-back", [...op(0, "read", 2), ...op(1, "read", null)]],
  ["unknown: malformed", op(0, "read", "2")],
])("%s", async (kinds, events) => {
  expect(await kindsOn(monotonic(), historyOf(events))).toBe(kinds);
});

test("overlapping answers may come in any order, and other processes only count in real time", async () => {
  const overlapping = historyOf([
    [0, "invoke", "read"],
    [1, "invoke", "read"],
    [1, "ok", "read", 2],
    [0, "ok", "read", 1],
  ]);
  expect(await kindsOn(monotonic(), overlapping)).toBe("valid");
  const apart = historyOf([...op(0, "read", 2), ...op(1, "read", 1)]);
  expect(await kindsOn(monotonic({ scope: "process" }), apart)).toBe("valid");
  const same = historyOf([...op(0, "read", 2), ...op(0, "read", 1)]);
  expect(await verdictOn(monotonic({ scope: "process" }), same)).toMatchObject({
    anomalies: [{ kind: "value-went-back", ops: [0, 2] }],
  });
});

const epoch = (stale: number): SimulatedSystem<{ now: number }> => ({
  start: () => ({ now: 0 }),
  call: (random) => ({ f: random.chance(0.3) ? "inc" : "read", value: null }),
  apply: (state, { f }, random) => {
    if (f === "inc") state.now++;
    return state.now - (random.chance(stale) ? 1 : 0);
  },
});

const oracle =
  (scope: "real-time" | "process") =>
  (history: History): string => {
    const answers = history.operations().filter(({ outcome }) => outcome.type === "ok");
    const valueOf = ({ outcome }: (typeof answers)[number]): number =>
      outcome.type === "ok" ? (outcome.value as number) : NaN;
    const fell = answers.some((later) =>
      answers.some((earlier) => {
        if ((earlier.completion ?? Infinity) > later.index) return false;
        if (scope === "process" && earlier.process !== later.process) return false;
        const [before, after] = [valueOf(earlier), valueOf(later)];
        return later.f === "inc" ? after <= before : after < before;
      }),
    );
    return fell ? "value-went-back" : "valid";
  };

test.each(["real-time", "process"] as const)(
  "agrees with comparing all pairs: %s",
  async (scope) => {
    const checker = monotonic({ scope, minObservations: 0 });
    const histories = historiesOf(epoch(0.1), 500, { ops: 14 });
    const { wrong, invalid, valid } = await disagreements(checker, histories, oracle(scope));
    expect(wrong).toEqual([]);
    expect(Math.min(invalid, valid)).toBeGreaterThan(20);
  },
);

test("a right epoch passes, a stale replica is caught", async () => {
  expect(await kindsOn(monotonic(), oneHistory(epoch(0), { ops: 200 }))).toBe("valid");
  expect(await kindsOn(monotonic(), oneHistory(epoch(0.2), { ops: 200 }))).toBe("value-went-back");
});
