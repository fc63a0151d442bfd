// The linearizable checker on hand-made histories: the verdict, the witness and the sentence.
import { describe, expect, test } from "vitest";
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import type { History } from "../../../src/core/history.ts";
import type { Verdict } from "../../../src/core/verdict.ts";
import { checkContext } from "../check-context.ts";
import { historyOf } from "../events.ts";

const check = (history: History, model = "cas-register"): Promise<Verdict> =>
  linearizable({ model }).check(history, checkContext());

const REFUSED = { error: { code: "refused", message: "refused" } };
const UNKNOWN = { error: { code: "timeout", message: "no answer" } };
const PRECONDITION = { code: "precondition", message: "another value" };

async function anomalyOf(history: History, model?: string) {
  const verdict = await check(history, model);
  if (verdict.valid !== false) throw new Error(`expected an anomaly: ${JSON.stringify(verdict)}`);
  const { witness, summary, ops } = verdict.anomalies[0];
  if (witness.kind !== "sub-history") throw new Error("expected a sub-history");
  return { witness, summary, ops };
}

describe("a stale read", () => {
  const key = { key: 7 };
  const history = historyOf([
    [1, "invoke", "write", 4, key],
    [1, "ok", "write", 4, key],
    [2, "invoke", "read", null, key],
    [2, "ok", "read", 4, key],
    [1, "invoke", "write", 5, key],
    [1, "ok", "write", 5, key],
    [3, "invoke", "read", null, key],
    [3, "ok", "read", 4, key],
    [1, "invoke", "write", 6, key],
    [1, "ok", "write", 6, key],
  ]);

  test("is explained by the two writes and the read", async () => {
    const { witness } = await anomalyOf(history);
    expect(witness.ops).toEqual([0, 4, 6]);
    expect(witness.minimal).toBe(true);
    expect(witness.lastState).toBe("the register holds 5");
    expect(witness.stuck).toEqual([{ op: 6, because: "it read 4, but the register holds 5" }]);
  });

  test("is told in one sentence", async () => {
    const { summary } = await anomalyOf(history);
    expect(summary).toBe(
      "process 3 read 4 of key 7 at 7.00 s, but 4 had been overwritten by 5 at 5.00 s",
    );
  });

  test("on one key leaves the others valid and counts them", async () => {
    const verdict = await check(
      historyOf([
        ...lines(history),
        [9, "invoke", "read", null, { key: 8 }],
        [9, "ok", "read", null, { key: 8 }],
      ]),
    );
    expect(verdict.stats).toMatchObject({ keys: 2, failingKeys: 1 });
  });
});

const lines = (history: History) =>
  [...history].map(
    (e) => [e.process as number, e.type, e.f, e.value, { key: e.key as number }] as const,
  );

test("reading the value of a failed write is an aborted read", async () => {
  const { summary, ops, witness } = await anomalyOf(
    historyOf([
      [0, "invoke", "write", 4],
      [0, "fail", "write", 4, REFUSED],
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
    ]),
  );
  expect(summary).toContain("the write of 4 by process 0 had failed (aborted read)");
  expect(witness.ops).toEqual([2]);
  expect(ops).toEqual([0, 2]);
});

test("reading what nobody wrote is named", async () => {
  const { summary } = await anomalyOf(
    historyOf([
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
    ]),
  );
  expect(summary).toContain("nobody ever wrote 4");
});

test("reading a value before it was written is named", async () => {
  const { summary } = await anomalyOf(
    historyOf([
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
      [0, "invoke", "write", 4],
      [0, "ok", "write", 4],
    ]),
  );
  expect(summary).toContain("4 was not written until 2.00 s");
});

test("going back to an earlier value of concurrent writes is named", async () => {
  const { summary } = await anomalyOf(
    historyOf([
      [0, "invoke", "write", 4],
      [1, "invoke", "write", 5],
      [2, "invoke", "read"],
      [2, "ok", "read", 4],
      [2, "invoke", "read"],
      [2, "ok", "read", 5],
      [2, "invoke", "read"],
      [2, "ok", "read", 4],
    ]),
  );
  expect(summary).toContain("process 2 had already read 5 at 5.00 s");
});

test("a write of unknown outcome may take effect long after its call", async () => {
  const verdict = await check(
    historyOf([
      [0, "invoke", "write", 4],
      [0, "info", "write", 4, UNKNOWN],
      [1, "invoke", "read"],
      [1, "ok", "read", null],
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
    ]),
  );
  expect(verdict.valid).toBe(true);
});

test("a write of unknown outcome takes effect at most once", async () => {
  const { summary } = await anomalyOf(
    historyOf([
      [0, "invoke", "write", 4],
      [0, "info", "write", 4, UNKNOWN],
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
      [1, "invoke", "write", 5],
      [1, "ok", "write", 5],
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
    ]),
  );
  expect(summary).toContain("4 had been overwritten by 5");
});

test("a cas that failed although its expectation held all the time is a violation", async () => {
  const { witness } = await anomalyOf(
    historyOf([
      [0, "invoke", "write", 4],
      [0, "ok", "write", 4],
      [1, "invoke", "cas", [4, 5]],
      [1, "fail", "cas", [4, 5], { error: PRECONDITION }],
    ]),
  );
  expect(witness.ops).toEqual([0, 2]);
});

test("what a failed cas saw is an observation like a read", async () => {
  const history = (seen: number) =>
    historyOf([
      [0, "invoke", "write", 4],
      [0, "ok", "write", 4],
      [1, "invoke", "cas", [9, 5]],
      [1, "fail", "cas", [9, 5], { error: { ...PRECONDITION, seen } }],
    ]);
  expect((await check(history(4))).valid).toBe(true);
  expect((await check(history(3))).valid).toBe(false);
});

test("a cas that failed for another reason says nothing", async () => {
  const verdict = await check(
    historyOf([
      [0, "invoke", "write", 4],
      [0, "ok", "write", 4],
      [1, "invoke", "cas", [4, 5]],
      [1, "fail", "cas", [4, 5], REFUSED],
      [1, "invoke", "read"],
      [1, "ok", "read", 4],
    ]),
  );
  expect(verdict.valid).toBe(true);
});

test("two holders of one lock are found", async () => {
  const { witness } = await anomalyOf(
    historyOf([
      [0, "invoke", "acquire"],
      [0, "ok", "acquire"],
      [1, "invoke", "acquire"],
      [1, "ok", "acquire"],
    ]),
    "mutex",
  );
  expect(witness.lastState).toBe("the lock is held");
  expect(witness.stuck[0]?.because).toBe("it acquired the lock, but the lock is held");
});

describe("a history that proves nothing is unknown", () => {
  test.each([
    ["an empty one", historyOf([]), "too-few-ops"],
    ["one without success", historyOf([[0, "invoke", "read"]]), "too-few-ops"],
    ["a malformed one", historyOf([[0, "ok", "read", 1]]), "malformed"],
    [
      "one of another model",
      historyOf([
        [0, "invoke", "txn"],
        [0, "ok", "txn"],
      ]),
      "unsupported",
    ],
  ])("%s", async (_, history, reason) => {
    expect(await check(history)).toMatchObject({ valid: "unknown", reason });
  });
});

test("a model that does not exist is an error that names the nearest", () => {
  expect(() => linearizable({ model: "cas-registr" })).toThrow(
    expect.objectContaining({
      code: "usage",
      hint: expect.stringContaining("cas-register") as string,
    }),
  );
});

test("a long history that cannot be shrunk blames the operation that is stuck, not those before it", async () => {
  const rounds = Array.from({ length: 300 }).flatMap(
    () =>
      [
        [0, "invoke", "acquire"],
        [0, "ok", "acquire"],
        [0, "invoke", "release"],
        [0, "ok", "release"],
      ] as const,
  );
  const { summary, witness } = await anomalyOf(
    historyOf([
      ...rounds,
      [1, "invoke", "acquire"],
      [1, "ok", "acquire"],
      [2, "invoke", "acquire"],
      [2, "ok", "acquire"],
    ]),
    "semaphore",
  );
  expect(summary).toBe(
    "process 2 acquired the lock at 1203.00 s, which no order explains: where the one that comes furthest ends, 0 of 1 permits are free",
  );
  expect(witness.stuck).toHaveLength(1);
});

test("without time to shrink, the failing history stands as it is", async () => {
  const history = historyOf([
    [1, "invoke", "write", 4],
    [1, "ok", "write", 4],
    [1, "invoke", "write", 4],
    [1, "ok", "write", 4],
    [3, "invoke", "cas", [5, 6]],
    [3, "ok", "cas", [5, 6]],
  ]);
  const verdict = await linearizable({ model: "cas-register", shrinkMs: 0 }).check(
    history,
    checkContext(),
  );
  expect(verdict).toMatchObject({
    valid: false,
    anomalies: [{ ops: [0, 2, 4], witness: { ops: [0, 2, 4], minimal: false, stuck: [] } }],
  });
});
