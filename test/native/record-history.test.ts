// What becomes of recorded calls, and that a right object is never blamed.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../../src/native/judge.ts";
import { fail, info, ok, preconditionFailed } from "../../src/core/op.ts";
import { linearizable } from "../../src/checkers/linearizable/linearizable.ts";
import { recordHistory } from "../../src/native/record-history.ts";
import { seededPauses } from "../../src/native/seeded-pauses.ts";

const brief = (recording: { history(): Iterable<{ type: string; f: string; value: unknown }> }) =>
  [...recording.history()].map(({ type, f, value }) => [type, f, value]);

test("arguments are the value, what comes back is the answer, and nothing is the value again", async () => {
  const { calls, history } = recordHistory({
    read: () => Promise.resolve(7),
    write: (_value: number) => undefined,
    cas: (_from: number, _to: number) => undefined,
  });
  expect(await calls.read()).toBe(7);
  await calls.write(3);
  await calls.cas(3, 4);
  expect(brief({ history })).toEqual([
    ["invoke", "read", null],
    ["ok", "read", 7],
    ["invoke", "write", 3],
    ["ok", "write", 3],
    ["invoke", "cas", [3, 4]],
    ["ok", "cas", [3, 4]],
  ]);
});

test("concurrent calls are of different processes, calls in sequence of one", async () => {
  const { calls, history } = recordHistory({ read: seededPauses(3) });
  await Promise.all([calls.read(), calls.read(), calls.read()]);
  await calls.read();
  expect(new Set([...history()].map(({ process }) => process)).size).toBe(3);
  expect(history().problems).toEqual([]);
});

test("an error leaves the outcome open and its process acts no more, unless it had no effect", async () => {
  const broken = () => Promise.reject(new Error("gone"));
  const open = recordHistory({ write: broken });
  const known = recordHistory({ write: broken }, { hadNoEffect: () => true });
  for (const { calls } of [open, known, open, known])
    await expect(calls.write()).rejects.toThrow("gone");
  const ends = [open, known].map((recording) =>
    recording
      .history()
      .operations()
      .map(({ outcome, process }) => [outcome.type, process]),
  );
  expect(ends).toEqual([
    [
      ["info", 0],
      ["info", 1],
    ],
    [
      ["fail", 0],
      ["fail", 0],
    ],
  ]);
});

test("a function may answer with an outcome", async () => {
  const answers = [ok(1), fail("full"), info("lost"), preconditionFailed("was 3", 3)];
  const { calls, history } = recordHistory({ cas: (i: number) => answers[i] });
  for (const i of [0, 1, 2, 3]) await calls.cas(i);
  expect(
    history()
      .operations()
      .map(({ outcome }) => outcome),
  ).toEqual(answers);
});

test("values are recorded as they were, whatever becomes of them", async () => {
  const list: number[] = [];
  const { calls, history } = recordHistory({
    add: (items: number[]) => void list.push(...items),
    read: () => list,
  });
  const items = [1];
  await calls.add(items);
  await calls.read();
  items.push(2);
  list.push(3);
  expect(brief({ history }).map(([, , value]) => value)).toEqual([[1], [1], null, [1]]);
  const strange = recordHistory({ read: () => () => 1 });
  await expect(strange.calls.read()).rejects.toThrow(/a value of read cannot be recorded/);
});

test("with keys, the first argument names the object", async () => {
  const { calls, history } = recordHistory(
    { write: (_key: string, _value: number) => undefined },
    { keyed: true },
  );
  await calls.write("x", 3);
  expect([...history()]).toMatchObject([
    { key: "x", value: 3 },
    { key: "x", value: 3 },
  ]);
});

test("a client is one process, and takes one call at a time", async () => {
  const recording = recordHistory({ read: seededPauses(1) });
  const [one, two] = [recording.client(), recording.client()];
  await Promise.all([one.read(), two.read()]);
  await one.read();
  const processes = recording.history().operations();
  expect(processes.map(({ process }) => process)).toEqual([0, 1, 0]);
  const going = one.read();
  await expect(one.read()).rejects.toThrow(/its call before was not over/);
  await going;
});

test("a call that goes on has an unknown outcome", () => {
  const { calls, history } = recordHistory({ write: () => new Promise(() => undefined) });
  void calls.write();
  expect(history().operations()[0]?.outcome.type).toBe("info");
});

/** A register whose `cas` is right, or waits between its read and its write. */
function register(seed: number, racy: boolean) {
  const pause = seededPauses(seed);
  let held: number | null = null;
  return recordHistory({
    read: async () => {
      await pause();
      const seen = held;
      await pause();
      return seen;
    },
    write: async (value: number) => {
      await pause();
      held = value;
      await pause();
    },
    cas: async (from: number, to: number) => {
      await pause();
      const seen = held;
      if (racy) await pause();
      if (seen !== from) return preconditionFailed("another value");
      held = to;
      await pause();
      return ok([from, to]);
    },
  });
}

async function verdictOf(seed: number, racy: boolean): Promise<unknown> {
  const recording = register(seed, racy);
  const { calls } = recording;
  const client = async (n: number): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      if ((n + i + seed) % 3 === 0) await calls.read();
      else await calls.write(i);
    }
  };
  await Promise.all([0, 1].map(client));
  for (const round of [10, 20]) {
    await calls.write(round);
    await Promise.all([1, 2, 3].map((n) => calls.cas(round, round + n)));
    await calls.read();
  }
  const checker = linearizable({ model: "cas-register" });
  return (await judge(recording, checker)).valid;
}

test("a right object is never blamed, whatever the interleaving; a racy one is found out", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), async (seed) => {
      expect(await verdictOf(seed, false)).toBe(true);
      if ((await verdictOf(seed, true)) === false) found += 1;
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(5);
});

test("the same seed gives the same race", async () => {
  const digest = async (seed: number): Promise<string> => {
    const recording = register(seed, true);
    await Promise.all([1, 2, 3, 4].map((n) => recording.calls.cas(n, n + 1)));
    return recording.history().digest;
  };
  expect(await digest(8)).toBe(await digest(8));
});
