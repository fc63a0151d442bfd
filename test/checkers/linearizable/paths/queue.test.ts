// Queues of distinct values, by hand: each way in which a history can be wrong, and what unknown outcomes excuse.
import { expect, test } from "vitest";
import {
  fifoQueuePath,
  unorderedQueuePath,
} from "../../../../src/checkers/linearizable/paths/queue.ts";
import type { historyOf } from "../../events.ts";
import { decided } from "./decided.ts";

type Lines = Parameters<typeof historyOf>[0];

/** Operations of process 0, one after the other. */
const put = (value: number): Lines => [
  [0, "invoke", "enqueue", value],
  [0, "ok", "enqueue", value],
];
const take = (value: number | null): Lines => [
  [0, "invoke", "dequeue"],
  [0, "ok", "dequeue", value],
];
const takeRefused: Lines = [
  [0, "invoke", "dequeue"],
  [0, "fail", "dequeue", null, { error: { code: "precondition", message: "empty" } }],
];
/** A dequeue of unknown outcome. */
const lose = (process: number): Lines => [
  [process, "invoke", "dequeue"],
  [process, "info", "dequeue", null, { error: { code: "timeout", message: "late" } }],
];

test("first in, first out", () => {
  expect(decided(fifoQueuePath, [...put(1), ...put(2), ...take(1), ...take(2)])).toBe(
    "linearizable",
  );
});

test("a value that nobody enqueued, or not yet, or that comes out twice", () => {
  expect(decided(fifoQueuePath, [...put(1), ...take(7)])).toBe(
    "1: 7 was dequeued, but nobody can have enqueued it",
  );
  expect(decided(fifoQueuePath, [...take(1), ...put(1)])).toBe(
    "0 1: 1 was dequeued before its enqueue was called",
  );
  expect(decided(fifoQueuePath, [...put(2), ...put(1), ...take(1), ...take(1)])).toBe(
    "1 2 3: 1 was enqueued once and dequeued twice",
  );
});

test("a failed enqueue put nothing in", () => {
  const refused: Lines = [
    [0, "invoke", "enqueue", 1],
    [0, "fail", "enqueue", 1, { error: { code: "refused", message: "refused" } }],
  ];
  expect(decided(fifoQueuePath, [...refused, ...take(1)])).toContain("nobody can have enqueued");
});

test("values out of order are wrong in a queue, not in a bag", () => {
  const lines = [...put(1), ...put(2), ...take(2), ...take(1)];
  expect(decided(fifoQueuePath, lines)).toBe(
    "0 1 2 3: 1 was enqueued before 2, but 2 was dequeued before 1",
  );
  expect(decided(unorderedQueuePath, lines)).toBe("linearizable");
});

test("a value that was overtaken may have gone to a dequeue of unknown outcome called in time", () => {
  const start = [...put(1), ...put(2), ...put(3)];
  expect(decided(fifoQueuePath, [...start, ...take(3)])).toBe(
    "0 2 3: 3 was dequeued although nobody had taken out 1, enqueued before it",
  );
  expect(decided(fifoQueuePath, [...lose(1), ...start, ...lose(2), ...take(3)])).toBe(
    "linearizable",
  );
  expect(decided(fifoQueuePath, [...lose(1), ...start, ...take(3), ...lose(2)])).toBe(
    "0 1 2 3 4: 3 was dequeued although only one dequeue of unknown outcome can have taken out any of 1 and 2, enqueued before it",
  );
});

test("empty while values were in, one or another", () => {
  const lines: Lines = [
    ...put(1),
    [1, "invoke", "dequeue"],
    ...put(2),
    ...take(1),
    [1, "ok", "dequeue", null],
    ...take(2),
  ];
  for (const path of [fifoQueuePath, unorderedQueuePath])
    expect(decided(path, lines)).toBe(
      "0 1 2 3 4: a dequeue found the queue empty although all the time 1, 2 were, one or another, in it",
    );
});

test("a lost value stays in but for dequeues of unknown outcome; a refused dequeue saw that, too", () => {
  for (const empty of [take(null), takeRefused]) {
    expect(decided(fifoQueuePath, [...put(1), ...empty])).toBe(
      "0 1: a dequeue found the queue empty although all the time nobody had taken out 1",
    );
    expect(decided(fifoQueuePath, [...put(1), ...lose(1), ...empty])).toBe("linearizable");
    expect(decided(unorderedQueuePath, [...put(1), ...put(2), ...lose(1), ...empty])).toBe(
      "0 1 2 3: a dequeue found the queue empty although all the time only one dequeue of unknown outcome can have taken out any of 1 and 2",
    );
  }
});

test("repeated values and a queue that holds something at first are left to the search", () => {
  expect(decided(fifoQueuePath, [...put(1), ...put(1)])).toBe("undecided");
  expect(decided(fifoQueuePath, put(1), [0])).toBe("undecided");
});
