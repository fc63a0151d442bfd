// The lock checker on hand-made histories: what each kind of anomaly is, and what is none.
import { expect, test } from "vitest";
import { lock, type LockOptions } from "../../../src/checkers/lock/lock.ts";
import { historyOf } from "../events.ts";
import { kindsOn, verdictOn } from "../verdicts.ts";

type Line = Parameters<typeof historyOf>[0][number];

const done = (process: number, f: string, input: unknown, output: unknown): readonly Line[] => [
  [process, "invoke", f, input],
  [process, "ok", f, output],
];
const acquire = (process: number, token: number | null = null) =>
  done(process, "acquire", null, token);
const release = (process: number) => done(process, "release", null, null);
const read = (process: number, value: unknown) => done(process, "read", null, value);
const write = (process: number, value: unknown) => done(process, "write", value, value);
const refused: Line = [
  0,
  "fail",
  "release",
  null,
  { error: { code: "precondition", message: "no" } },
];

const shared = (owner: string, process: number) => done(process, "acquire", owner, null);
const giveBack = (owner: string, process: number) => done(process, "release", owner, null);

test.each<[string, string, LockOptions, readonly (readonly Line[])[]]>([
  ["one holder after the other", "valid", {}, [acquire(0), release(0), acquire(1), release(1)]],
  ["two at once", "held-twice", {}, [acquire(0), acquire(1), release(0)]],
  [
    "two at once, where tokens decide",
    "valid",
    { exclusive: false },
    [acquire(0), acquire(1), release(0)],
  ],
  ["a holder that does nothing more may have lost it", "valid", {}, [acquire(0), acquire(1)]],
  ["unless locks are for ever", "held-twice", { expires: false }, [acquire(0), acquire(1)]],
  ["a holder that still writes", "held-twice", {}, [acquire(0), acquire(1), write(0, 1)]],
  [
    "a release of unknown outcome",
    "valid",
    { expires: false },
    [
      acquire(0),
      [
        [0, "invoke", "release"],
        [0, "info", "release"],
      ],
      acquire(1),
    ],
  ],
  [
    "a release that did not happen",
    "held-twice",
    { expires: false },
    [
      acquire(0),
      [
        [0, "invoke", "release"],
        [0, "fail", "release"],
      ],
      acquire(1),
    ],
  ],
  [
    "a release by whom it no longer belonged to",
    "valid",
    { expires: false },
    [acquire(0), [[0, "invoke", "release"], refused], acquire(1)],
  ],
  [
    "an acquire of unknown outcome",
    "valid",
    { expires: false },
    [
      [
        [0, "invoke", "acquire"],
        [0, "info", "acquire"],
      ],
      acquire(1),
    ],
  ],
  ["a lease that runs", "held-twice", { leaseMs: 5000 }, [acquire(0), acquire(1)]],
  [
    "a lease that may have run out",
    "valid",
    { leaseMs: 3005 },
    [acquire(0), acquire(1), write(0, 1)],
  ],
  [
    "a lease that may have run out on a clock that is that wrong",
    "valid",
    { leaseMs: 5000, clockUncertaintyMs: 2500 },
    [acquire(0), acquire(1)],
  ],
  ["the same holder twice", "acquired-twice", { expires: false }, [acquire(0), acquire(0)]],
  ["the same holder twice, after it may have lost it", "valid", {}, [acquire(0), acquire(0)]],
  [
    "a reentrant lock that is not yet free",
    "held-twice",
    { reentrant: true },
    [acquire(0), acquire(0), release(0), acquire(1), release(0)],
  ],
  [
    "a reentrant lock that is",
    "valid",
    { reentrant: true, expires: false },
    [acquire(0), acquire(0), release(0), release(0), acquire(1)],
  ],
  [
    "an owner of two processes",
    "valid",
    { reentrant: true, expires: false },
    [shared("a", 0), shared("a", 1), giveBack("a", 1), giveBack("a", 0), shared("b", 2)],
  ],
  [
    "an owner that has one hold left",
    "held-twice",
    { reentrant: true, expires: false },
    [shared("a", 0), shared("a", 1), giveBack("a", 1), shared("b", 2)],
  ],
  [
    "a token that is not greater",
    "token-not-rising",
    {},
    [acquire(0, 2), release(0), acquire(1, 1)],
  ],
  ["the same token again", "token-not-rising", {}, [acquire(0, 2), release(0), acquire(1, 2)]],
  [
    "the same token for two at once",
    "token-given-twice",
    { exclusive: false },
    [
      [
        [0, "invoke", "acquire"],
        [1, "invoke", "acquire"],
        [0, "ok", "acquire", 4],
        [1, "ok", "acquire", 4],
      ],
    ],
  ],
  [
    "a reentrant hold keeps its token",
    "valid",
    { reentrant: true },
    [acquire(0, 2), acquire(0, 2)],
  ],
  [
    "a write with an old token",
    "old-token-accepted",
    { exclusive: false },
    [acquire(0, 1), acquire(1, 2), write(1, 1), write(0, 2)],
  ],
  [
    "a write with an old token before the new one was used",
    "valid",
    { exclusive: false },
    [acquire(0, 1), acquire(1, 2), write(0, 1), write(1, 2)],
  ],
  [
    "a lost update",
    "lost-update",
    { exclusive: false },
    [acquire(0), read(0, null), acquire(1), read(1, null), write(1, 1), write(0, 2)],
  ],
  [
    "updates one after the other",
    "valid",
    {},
    [acquire(0), read(0, null), write(0, 1), release(0), acquire(1), read(1, 1), write(1, 2)],
  ],
  [
    "a value that was written twice proves nothing",
    "valid",
    {},
    [
      ...[acquire(0), write(0, 1), read(0, 1), write(0, 2), release(0)],
      ...[acquire(1), write(1, 1), read(1, 1), write(1, 3), release(1)],
    ],
  ],
  ["nothing", "unknown: too-few-ops", {}, [read(0, 1)]],
])("%s", async (_, kinds, options, steps) => {
  expect(await kindsOn(lock(options), historyOf(steps.flat()))).toBe(kinds);
});

test("a finding names holders and operations; overlaps are measured", async () => {
  const history = historyOf([acquire(0), acquire(1), release(0), release(1)].flat());
  expect(await verdictOn(lock(), history)).toMatchObject({
    stats: { acquires: 2, holds: 2, heldTwice: 1, longestHeldTwiceMs: 1000 },
    anomalies: [
      {
        summary:
          "process 1 was given the lock (event 3 of process 1 at 3.00 s) that process 0 had been given (event 1 of process 0 at 1.00 s) and held until event 4 of process 0 at 4.00 s",
        ops: [0, 2],
      },
    ],
  });
});

test("each key is a lock of its own", async () => {
  const of = (key: string, process: number): readonly Line[] => [
    [process, "invoke", "acquire", null, { key }],
    [process, "ok", "acquire", null, { key }],
  ];
  const checker = lock({ expires: false });
  expect(await kindsOn(checker, historyOf([...of("a", 0), ...of("b", 1)]))).toBe("valid");
  expect(await kindsOn(checker, historyOf([...of("a", 0), ...of("a", 1)]))).toBe("held-twice");
});
