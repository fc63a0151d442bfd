// The lock workload: each client acquires, reads, writes, releases, in that order; some pause while they hold.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import { type CompletionModel, imperfect } from "../../src/generator/completion-models.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { lock, type LockWorkloadOptions } from "../../src/workloads/lock.ts";

const CONCURRENCY = 5;

function load(options: LockWorkloadOptions, complete: CompletionModel, from = 1) {
  return simulate(lock(options).generator(CONCURRENCY), {
    concurrency: CONCURRENCY,
    random: randomOf(seed(from)),
    maxOps: 600,
    complete,
  });
}

/** A lock per key that answers at once. */
function locks(): CompletionModel {
  const held = new Set<unknown>();
  return ({ f, key, value }) => {
    if (f === "acquire" && held.has(key)) return { type: "fail", afterNs: 1e6 };
    if (f === "acquire") held.add(key);
    if (f === "release") held.delete(key);
    return { type: "ok", afterNs: 1e6, value };
  };
}

const ofProcess = (events: readonly HistoryEvent[], process: number, type: string) =>
  events.filter((event) => event.process === process && event.type === type);

test("each client acquires, reads, writes and releases, over and over", () => {
  const events = load({ pauses: 0 }, locks());
  for (let process = 0; process < CONCURRENCY; process++) {
    const done = ofProcess(events, process, "ok").map(({ f }) => f);
    expect(done.length).toBeGreaterThan(8);
    const order = ["acquire", "read", "write", "release"];
    expect(done).toEqual(done.map((_, i) => order[i % order.length]));
  }
});

test("clients keep to their locks, and no value is written twice", () => {
  const events = load({ locks: 2 }, locks());
  const keys = (process: number) => new Set(ofProcess(events, process, "invoke").map((e) => e.key));
  expect([0, 1, 2].map((process) => [...keys(process)])).toEqual([["l0"], ["l1"], ["l0"]]);
  const written = events.filter(({ f, type }) => f === "write" && type === "invoke");
  expect(written.length).toBeGreaterThan(50);
  expect(new Set(written.map(({ value }) => value)).size).toBe(written.length);
});

test("some holders pause between their read and their write", () => {
  const gaps = (pauses: number): readonly number[] => {
    const events = load({ locks: CONCURRENCY, pauses, pauseMs: 3000 }, locks());
    return ofProcess(events, 0, "invoke").flatMap(({ f, time }, i, all) =>
      f === "write" ? [(time - (all[i - 1]?.time ?? 0)) / 1e6] : [],
    );
  };
  expect(Math.max(...gaps(0))).toBeLessThan(100);
  const some = gaps(0.3);
  const long = some.filter((ms) => ms > 1000);
  expect(Math.min(...long)).toBeGreaterThanOrEqual(1500);
  expect(Math.max(...long)).toBeLessThanOrEqual(4600);
  expect(long.length / some.length).toBeGreaterThan(0.1);
  expect(long.length / some.length).toBeLessThan(0.5);
});

test("whoever lost an operation, or was refused, begins anew or gives the lock back", () => {
  const after = { acquire: "acquire", read: "release", write: "release", release: "acquire" };
  const events = load({ pauses: 0 }, imperfect);
  let seen = 0;
  for (const process of new Set(events.map((event) => event.process))) {
    const own = events.filter((event) => event.process === process);
    own.forEach(({ type, f }, i) => {
      const next = own[i + 1];
      if (type !== "fail" || next === undefined) return;
      seen++;
      expect(next.f).toBe(after[f as keyof typeof after]);
    });
    expect(own[0]?.f).toBe("acquire");
  }
  expect(seen).toBeGreaterThan(20);
});

test("the same seed asks for the same operations, and another seed for others", () => {
  expect(load({}, locks(), 1)).toEqual(load({}, locks(), 1));
  expect(load({}, locks(), 1)).not.toEqual(load({}, locks(), 2));
});

test("fenced holders may overlap, others may not; leases are judged where asked", () => {
  expect(lock().checkers).toEqual([{ checker: "lock", options: {} }]);
  expect(lock({ fenced: true, leaseMs: 2000 }).checkers).toEqual([
    { checker: "lock", options: { exclusive: false, leaseMs: 2000 } },
  ]);
});

test("what is no count or no share is refused", () => {
  expect(() => lock({ locks: 0 })).toThrow(/locks is 0/);
  expect(() => lock({ pauses: 2 })).toThrow(/pauses is 2/);
});
