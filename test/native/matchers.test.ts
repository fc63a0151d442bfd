// The matchers of faultline/vitest: what passes, what fails with which words, and what is neither.
import { expect, test } from "vitest";
import { fromMs } from "../../src/core/duration.ts";
import { historyOf } from "../../src/core/history.ts";
import { processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import { recordHistory } from "../../src/vitest.ts";

type Call = readonly [f: string, input: unknown, output: unknown];

/** Operations one after the other, a millisecond each, by one process. */
const sequence = (...calls: readonly Call[]) =>
  historyOf(
    calls.flatMap(([f, input, output], i): Omit<HistoryEvent, "index">[] => {
      const common = { process: processId(0), f };
      return [
        { ...common, type: "invoke", value: input, time: fromMs(2 * i) },
        { ...common, type: "ok", value: output, time: fromMs(2 * i + 1) },
      ];
    }),
  );

const failure = async (matching: Promise<void>): Promise<string> =>
  await matching.then(
    () => "it passed",
    (error: unknown) => (error as Error).message,
  );

const stale = sequence(["write", 1, 1], ["write", 2, 2], ["read", null, 1]);

test("toBeLinearizable passes, or fails with what no order explains", async () => {
  await expect(sequence(["write", 1, 1], ["read", null, 1])).toBeLinearizable();
  await expect(stale).not.toBeLinearizable();
  expect(await failure(expect(stale).toBeLinearizable())).toMatch(
    /read 1 .*but 1 had been overwritten by 2/s,
  );
});

test("faults in a history are no operations", async () => {
  const fault = {
    process: "nemesis",
    type: "info",
    f: "inject",
    value: null,
    time: fromMs(0),
  } as const;
  await expect(historyOf([fault, ...sequence(["write", 1, 1])])).toBeLinearizable();
});

test("toBeLinearizable takes the model that it is given, and needs one for what it does not know", async () => {
  const queue = sequence(["enqueue", 1, 1], ["dequeue", null, 1]);
  await expect(queue).toBeLinearizable("fifo-queue");
  expect(await failure(expect(queue).toBeLinearizable())).toMatch(
    /which model do enqueue, dequeue/,
  );
  expect(await failure(expect(queue).toBeLinearizable("lifo"))).toMatch(/lifo/);
});

test("toHaveNoLostWrites judges sets, queues and transactions", async () => {
  const kept = sequence(["add", 1, 1], ["read", null, [1]]);
  const lost = sequence(["add", 1, 1], ["read", null, [1]], ["read", null, []]);
  await expect(kept).toHaveNoLostWrites();
  await expect(lost).not.toHaveNoLostWrites();
  expect(await failure(expect(lost).toHaveNoLostWrites())).toMatch(/lost/);
  await expect(sequence(["enqueue", 1, 1], ["drain", null, [1]])).toHaveNoLostWrites();
  await expect(sequence(["enqueue", 1, 1], ["drain", null, []])).not.toHaveNoLostWrites();
  expect(await failure(expect(stale).toHaveNoLostWrites())).toMatch(
    /Of registers|not of write, read/,
  );
});

test("toSatisfy judges by a checker's name or a consistency model, and leaves vitest's own alone", async () => {
  const back = sequence(["write", 1, 1], ["write", 2, 2], ["read", null, 2], ["read", null, 1]);
  await expect(back).not.toSatisfy("linearizable");
  const cycle = sequence(
    ["txn", [["append", "x", 1]], [["append", "x", 1]]],
    ["txn", [["r", "x", null]], [["r", "x", []]]],
  );
  await expect(cycle).not.toSatisfy("strict-serializable");
  await expect(cycle).toSatisfy("serializable");
  expect(await failure(expect(cycle).toSatisfy("strict-serializable"))).toMatch(/list-append/);
  expect(await failure(expect(cycle).toSatisfy("eventual-hope"))).toMatch(/eventual-hope/);
  expect(5).toSatisfy((n: number) => n > 4);
  expect(() => expect(3).toSatisfy((n: number) => n > 4, "more than 4")).toThrow("more than 4");
});

test("toRecoverWithin counts from the end of a fault, and needs one", async () => {
  const { calls, during, history } = recordHistory({ read: () => 1 });
  expect(await failure(expect({ history }).toRecoverWithin("1s"))).toMatch(/no fault was healed/);
  await during("nothing much", () => calls.read());
  await calls.read();
  await expect({ history }).toRecoverWithin("1m");
  expect(await failure(expect({ history }).toRecoverWithin("soon"))).toMatch(
    /"soon" is no duration/,
  );
});

test("what cannot be decided fails with and without .not", async () => {
  const nothing = historyOf([]);
  expect(await failure(expect(nothing).toBeLinearizable())).toMatch(/proves nothing/);
  expect(await failure(expect(nothing).not.toBeLinearizable())).toMatch(/proves nothing/);
  expect(await failure(expect(7).toBeLinearizable())).toMatch(/no history to judge/);
});
