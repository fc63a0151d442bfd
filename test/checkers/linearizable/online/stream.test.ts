// The streaming checker as its callers see it: keys, what it names, when it defers, and that nothing is said after the first finding.
import { expect, test } from "vitest";
import {
  onlineChecker,
  type OnlineOptions,
} from "../../../../src/checkers/linearizable/online/online.ts";
import type {
  OnlineChecker,
  OnlineViolation,
} from "../../../../src/checkers/linearizable/online/stream.ts";
import { nanos, opIndex, processId } from "../../../../src/core/ids.ts";
import type { HistoryEvent, Key } from "../../../../src/core/op.ts";

/** [process, type, f, value, key?] */
type Line = readonly [number | "nemesis", HistoryEvent["type"], string, unknown, Key?];

const eventOf = ([process, type, f, value, key]: Line, index: number): HistoryEvent => ({
  index: opIndex(index),
  time: nanos(index),
  process: process === "nemesis" ? process : processId(process),
  type,
  f,
  value,
  ...(key === undefined ? {} : { key }),
});

function checkerOf(options: OnlineOptions): OnlineChecker {
  const checker = onlineChecker(options);
  if (checker === null) throw new Error(`no streaming form of ${options.model}`);
  return checker;
}

function pushed(checker: OnlineChecker, lines: readonly Line[]): readonly OnlineViolation[] {
  return lines.map((line, index) => checker.push(eventOf(line, index))).filter((v) => v !== null);
}

const stale: readonly Line[] = [
  [0, "invoke", "write", 1],
  [0, "ok", "write", 1],
  [1, "invoke", "read", null],
  [0, "invoke", "write", 2],
  [0, "ok", "write", 2],
  [2, "invoke", "read", null],
  [2, "ok", "read", 1],
  [1, "ok", "read", 2],
];

test("names the event, the operations and the reason of a stale read", () => {
  const checker = checkerOf({ model: "register" });
  expect(pushed(checker, stale)).toEqual([
    {
      event: 6,
      key: undefined,
      ops: [0, 3, 5],
      because: "read shows 1 after 2, but 2 can only come after 1",
    },
  ]);
  expect(checker.state).toBe("checking");
});

test("keeps keys apart", () => {
  const apart = stale.map((line, i): Line => [...line.slice(0, 4), i < 3 ? "a" : "b"] as never);
  const found = pushed(checkerOf({ model: "kv" }), apart.slice(0, 6));
  expect(found).toEqual([]);
  const one = stale.map((line): Line => [line[0], line[1], line[2], line[3], "a"]);
  expect(pushed(checkerOf({ model: "kv" }), one)[0]?.key).toBe("a");
});

test("does not know models without a streaming form", () => {
  expect(onlineChecker({ model: "multi-register" })).toBeNull();
  expect(onlineChecker({ model: "no such" })).toBeNull();
});

test("defers when a value that may still be read is written again, for that key alone", () => {
  const checker = checkerOf({ model: "kv" });
  const again: readonly Line[] = [
    [0, "invoke", "write", 1, "a"],
    [1, "invoke", "write", 1, "a"],
    [2, "invoke", "read", null, "b"],
    [2, "ok", "read", 7, "b"],
  ];
  expect(pushed(checker, again.slice(0, 2))).toEqual([]);
  expect(checker.state).toBe("deferred");
  expect(pushed(checker, again.slice(2)).length).toBe(1);
});

test("takes a value again that nobody can read any more", () => {
  const checker = checkerOf({ model: "register" });
  const lines = Array.from({ length: 40 }, (_, i): readonly Line[] => [
    [0, "invoke", "write", i % 2],
    [0, "ok", "write", i % 2],
  ]).flat();
  expect(pushed(checker, lines)).toEqual([]);
  expect(checker.state).toBe("checking");
});

test.each<[string, readonly Line[]]>([
  ["a function that the model does not have", [[0, "invoke", "enqueue", 1]]],
  ["a completion that nobody called", [[0, "ok", "read", 1]]],
  [
    "a second call of a busy process",
    [
      [0, "invoke", "read", null],
      [0, "invoke", "read", null],
    ],
  ],
])("defers on %s", (_, lines) => {
  const checker = checkerOf({ model: "register" });
  expect(pushed(checker, lines)).toEqual([]);
  expect(checker.state).toBe("deferred");
});

test("overlooks the nemesis, and reads of null that say nothing", () => {
  const lines: readonly Line[] = [
    ["nemesis", "info", "partition", null],
    ["nemesis", "info", "partition", null],
    [0, "invoke", "read", null],
    [0, "ok", "read", null],
  ];
  expect(pushed(checkerOf({ model: "register", initial: 5 }), lines)).toHaveLength(1);
  const silent = checkerOf({ model: "register", initial: 5, nullReads: "unknown" });
  expect(pushed(silent, lines)).toEqual([]);
});

test("a cas that failed without saying what it found is left to the whole check, the rest is not", () => {
  const checker = checkerOf({ model: "cas-register" });
  const lines: readonly Line[] = [
    [0, "invoke", "cas", [1, 2]],
    [0, "fail", "cas", [1, 2]],
    [0, "invoke", "cas", [1, 2]],
  ];
  const refused = { ...eventOf(lines[1] as Line, 1), error: { code: "precondition", message: "" } };
  checker.push(eventOf(lines[0] as Line, 0));
  expect(checker.push(refused)).toBeNull();
  expect(checker.state).toBe("deferred");
  checker.push(eventOf([0, "invoke", "read", null], 2));
  expect(checker.push(eventOf([0, "ok", "read", 9], 3))?.because).toBe(
    "read found 9, which nobody had set",
  );
});

/** A dequeue that is open may have taken 1, so that nothing is wrong until another, called too late, gives it. */
test("an element that had to leave before is not given to a dequeue that was called later", () => {
  const lines: readonly Line[] = [
    [0, "invoke", "enqueue", 1],
    [0, "ok", "enqueue", 1],
    [0, "invoke", "enqueue", 2],
    [0, "ok", "enqueue", 2],
    [1, "invoke", "dequeue", null],
    [0, "invoke", "dequeue", null],
    [0, "ok", "dequeue", 2],
    [0, "invoke", "dequeue", null],
    [0, "ok", "dequeue", 1],
  ];
  expect(pushed(checkerOf({ model: "fifo-queue" }), lines)).toMatchObject([
    { event: 8, ops: [0, 7] },
  ]);
});

test("two reads of a set of which neither has all of the other", () => {
  const adds = ["a", "b", "c"].map((element, process): Line => [process, "invoke", "add", element]);
  const lines: readonly Line[] = [
    ...adds,
    [3, "invoke", "read", null],
    [4, "invoke", "read", null],
    [3, "ok", "read", ["b", "c"]],
    [4, "ok", "read", ["a"]],
  ];
  expect(pushed(checkerOf({ model: "set" }), lines)).toMatchObject([{ event: 6, ops: [3, 4] }]);
});
