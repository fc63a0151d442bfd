// The queue workload empties the queue at the end, and finds what is lost, given out twice or out of order.
import { expect, test } from "vitest";
import { queue } from "../../src/workloads/queue.ts";
import { judgedRun, type Subject } from "./judged-run.ts";

/** A queue that forgets each `lose`-th element, gives each `double`-th out twice, and takes each `swap`-th from behind. */
function elements({ lose = Infinity, double = Infinity, swap = Infinity } = {}): Subject {
  const held: unknown[] = [];
  let [into, out] = [0, 0];
  return ({ f, value }) => {
    if (f === "enqueue") {
      if (++into % lose !== 0) held.push(value);
      return value;
    }
    if (held.length === 0) return null;
    out++;
    if (out % swap === 0) return held.pop();
    return out % double === 0 ? held[0] : held.shift();
  };
}

test.each([
  ["a right queue", elements(), "valid"],
  ["a queue that doubles", elements({ double: 9 }), "duplicate-element"],
  ["a queue that takes from behind", elements({ swap: 9 }), "reordered"],
])("%s", async (_name, subject, verdict) => {
  const run = await judgedRun(queue({ mix: { enqueue: 3, dequeue: 2 } }), subject);
  expect(run.verdicts).toEqual({ "total-queue": verdict });
});

test("elements are lost beyond those that lost dequeues may have taken", async () => {
  const { verdicts } = await judgedRun(queue({ fifo: false }), elements({ lose: 2 }));
  expect(verdicts).toEqual({ "total-queue": "lost-element" });
});

test("what a queue does not claim is not held against it", async () => {
  const mix = { enqueue: 3, dequeue: 2 };
  const free = queue({ mix, fifo: false, delivery: "at-least-once" });
  const run = await judgedRun(free, elements({ double: 9, swap: 7 }));
  expect(run.verdicts).toEqual({ "total-queue": "valid" });
});

test("at the end one dequeue at a time goes on until one finds nothing", async () => {
  const { events } = await judgedRun(queue({ mix: { enqueue: 1 } }), elements(), { ops: 100 });
  const final = events.slice(200);
  expect(final.length).toBeGreaterThan(120);
  expect(final.map(({ f, type }) => `${f} ${type}`)).toEqual(
    final.map((_event, n) => `dequeue ${n % 2 === 0 ? "invoke" : "ok"}`),
  );
  expect(final.flatMap(({ type, value }) => (type === "ok" && value === null ? [1] : []))).toEqual([
    1,
  ]);
});

test("the end comes also where nothing answers", async () => {
  const deaf: Subject = ({ f, value }) => (f === "enqueue" ? value : undefined);
  const { events, verdicts } = await judgedRun(queue(), deaf, { ops: 50 });
  expect(events.length).toBe(300);
  expect(verdicts).toEqual({ "total-queue": "unknown: no-evidence" });
});

test("a mix without anything is refused", () => {
  expect(() => queue({ mix: { enqueue: 0 } })).toThrow(/^queue: the mix/);
});
