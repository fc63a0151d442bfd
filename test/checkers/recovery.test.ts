// The recovery checker: the first success and the steady rate after each heal, thresholds, and what nobody saw.
import { describe, expect, test } from "vitest";
import { recovery, type RecoveryOptions } from "../../src/checkers/recovery.ts";
import type { FaultWindow } from "../../src/core/fault.ts";
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { checkContext } from "./check-context.ts";
import { faultAt, SECOND } from "./events.ts";

/** `rate` successes a second, evenly, from one second to another. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly type?: "ok" | "info";
}

function historyOf(stretches: readonly Stretch[], faults: readonly FaultWindow[]): History {
  const builder = new HistoryBuilder();
  let process = 0;
  for (const { from, to, rate, type = "ok" } of stretches) {
    for (let op = 0; op < (to - from) * rate; op++) {
      const time = nanos(Math.round((from + op / rate) * SECOND) + 1);
      const event = { process: processId(process++), f: "read", value: null };
      builder.append({ ...event, type: "invoke", time });
      builder.append({ ...event, type, time: nanos(time + 1000) });
    }
  }
  return builder.build(faults);
}

const check = (history: History, options: RecoveryOptions = {}, end = 20): Promise<Verdict> =>
  recovery(options).check(
    history,
    checkContext({ loadWindow: { start: nanos(0), end: nanos(end * SECOND) } }),
  );

const before: Stretch = { from: 0, to: 5, rate: 100 };
const fault = faultAt(5, 8);
/** Nothing from 5 to 9, a trickle to 11, then as before. */
const slowly = historyOf(
  [before, { from: 9, to: 11, rate: 20 }, { from: 11, to: 20, rate: 100 }],
  [fault],
);

describe("after a heal", () => {
  test("the first success and the steady rate are measured, and nothing is judged", async () => {
    const verdict = await check(slowly);
    expect(verdict).toMatchObject({
      valid: true,
      stats: { heals: 1, usualPerSecond: 100, notRecovered: 0 },
      details: { heals: [{ fault: 0, name: "kill leader", healedAtMs: 8000 }] },
    });
    expect(verdict.stats["firstOkMs"]).toBeCloseTo(1000, 0);
    // The window that begins at 10.8 s holds 4 + 80 successes.
    expect(verdict.stats["steadyMs"]).toBeCloseTo(2800, -2);
  });

  test("a rate that comes back for less than two seconds is not steady", async () => {
    const shaky = historyOf(
      [before, { from: 9, to: 11.3, rate: 100 }, { from: 14, to: 20, rate: 100 }],
      [fault],
    );
    expect((await check(shaky)).stats["steadyMs"]).toBeCloseTo(5800, -2);
  });

  test("a rate that comes back just before the load ends is steady", async () => {
    const late = historyOf([before, { from: 18.5, to: 20, rate: 100 }], [fault]);
    expect((await check(late)).stats["steadyMs"]).toBeCloseTo(10_300, -2);
  });

  test("a rate that never fell is steady at once", async () => {
    const unmoved = historyOf([{ from: 0, to: 20, rate: 100 }], [fault]);
    const { stats } = await check(unmoved);
    expect(stats["firstOkMs"]).toBeLessThan(11);
    expect(stats["steadyMs"]).toBe(0);
  });

  test("each heal has its figures; the last one's and the slowest stand out", async () => {
    const second = faultAt(12, 13, { id: 1, name: "pause one" });
    const twice = historyOf(
      [before, { from: 10, to: 12, rate: 100 }, { from: 13.5, to: 20, rate: 100 }],
      [fault, second],
    );
    const { stats, details } = await check(twice);
    expect(stats).toMatchObject({ heals: 2, notRecovered: 0 });
    expect(stats["firstOkMs"]).toBeCloseTo(500, 0);
    expect(stats["slowestFirstOkMs"]).toBeCloseTo(2000, 0);
    expect(details?.["heals"]).toHaveLength(2);
  });

  test("a fault that was never put in place, or never healed, is no heal", async () => {
    const none = [faultAt(5, 5), faultAt(6, 7, { id: 1, end: null, healed: null })];
    const verdict = await check(historyOf([{ from: 0, to: 20, rate: 100 }], none), {
      recoveryMs: 5000,
    });
    expect(verdict).toMatchObject({ valid: true, stats: { heals: 0 } });
  });
});

describe("thresholds", () => {
  test("judge the first success and the steady rate", async () => {
    const strict = await check(slowly, { expectRecoveryMs: 900, expectSteadyMs: 2000 });
    expect(strict).toMatchObject({
      valid: false,
      anomalies: [
        {
          kind: "slow-recovery",
          summary:
            "after kill leader was healed at 8.00 s, the first success came only after 1.00 s; at most 0.90 s are allowed",
          witness: { kind: "counts", counts: { allowedMs: 900 } },
        },
        { kind: "slow-recovery", witness: { kind: "counts", counts: { allowedMs: 2000 } } },
      ],
    });
    const loose = await check(slowly, { expectRecoveryMs: 1100, expectSteadyMs: 3000 });
    expect(loose.valid).toBe(true);
  });

  test("nothing after a heal is no recovery", async () => {
    const dead = historyOf([before, { from: 5, to: 20, rate: 10, type: "info" }], [fault]);
    expect(await check(dead, { expectRecoveryMs: 1000 })).toMatchObject({
      valid: false,
      stats: { notRecovered: 1 },
      anomalies: [{ kind: "slow-recovery", witness: { counts: { tookMs: 12_000 } } }],
    });
  });

  test("do not judge a heal while another fault holds, or that another follows too soon", async () => {
    const others = [faultAt(7, 19, { id: 1 }), faultAt(8.5, 8.8, { id: 2 })];
    for (const other of others) {
      const { details, ...verdict } = await check(
        historyOf([before, { from: 11, to: 20, rate: 100 }], [fault, other]),
        { expectRecoveryMs: 2500 },
      );
      expect(verdict.valid).toBe(true);
      expect(details?.["heals"]).toHaveLength(2);
    }
  });
});

describe("what nobody saw after the last heal", () => {
  const dead = historyOf([before, { from: 5, to: 20, rate: 10, type: "info" }], [fault]);
  const weak = historyOf([before, { from: 8, to: 20, rate: 30 }], [fault]);
  const stopped = historyOf([before], [fault]);
  const recoveryMs = 5000;

  test.each([
    ["a success", dead, { recoveryMs }, /nothing succeeded .* lengthen `recovery`/],
    [
      "a rate that was to come back",
      weak,
      { recoveryMs, expectSteadyMs: 60_000 },
      /the load ended before .* lengthen `recovery`/,
    ],
  ])("%s: unknown, and what would decide it", async (_what, history, options, detail) => {
    const verdict = await check(history, options);
    expect(verdict).toMatchObject({ valid: "unknown", reason: "too-few-ops" });
    expect(verdict).toHaveProperty("detail", expect.stringMatching(detail));
  });

  test("a rate that nobody asked to come back is reported, not judged", async () => {
    const verdict = await check(weak, { recoveryMs });
    expect(verdict.valid).toBe(true);
    expect(verdict.stats).not.toHaveProperty("steadyMs");
  });

  test("does not matter without a recovery phase, or to a load that was over by itself", async () => {
    expect((await check(dead)).valid).toBe(true);
    expect((await check(dead, { recoveryMs: 0 })).valid).toBe(true);
    expect((await check(stopped, { recoveryMs })).valid).toBe(true);
  });

  test("matters wherever a threshold asks for it", async () => {
    const tooEarly = historyOf([{ from: 0, to: 20, rate: 100 }], [faultAt(0.5, 8)]);
    const noRate = await check(tooEarly, { expectSteadyMs: 5000 });
    expect(noRate).toMatchObject({ valid: "unknown", reason: "too-few-ops" });
    expect((await check(tooEarly, { recoveryMs })).valid).toBe(true);
    expect((await check(stopped, { expectRecoveryMs: 60_000 })).valid).toBe("unknown");
  });
});

test("an empty history proves nothing", async () => {
  expect((await check(historyOf([], []))).valid).toBe("unknown");
});
