// Histories: pairing, problems, operations in flight, filtering and the digest; properties over random runs.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FaultWindow } from "../../src/core/fault.ts";
import { HistoryBuilder, historyOf } from "../../src/core/history.ts";
import { nanos, nodeId, opIndex, processId } from "../../src/core/ids.ts";
import type { Actor, EventType, HistoryEvent } from "../../src/core/op.ts";
import type { RegisterSpec } from "../../src/core/specs/register.ts";

type Event = Omit<HistoryEvent, "index">;
const event = (
  process: number | "nemesis",
  type: EventType,
  f: string,
  value: unknown,
  rest: Partial<Event> = {},
): Event => {
  const actor: Actor = process === "nemesis" ? process : processId(process);
  return { time: nanos(0), process: actor, type, f, value, ...rest };
};

const FAULT: FaultWindow = {
  id: 0,
  kind: "kill",
  name: "kill leader",
  targets: [nodeId("n1")],
  start: nanos(1),
  end: null,
  evidence: { seen: true, detail: "pid gone" },
  healed: null,
};

/** A well-formed run: each process invokes, completes or is left open, as fast-check likes. */
const runs = fc
  .array(fc.tuple(fc.nat(3), fc.constantFrom<EventType>("ok", "fail", "info"), fc.nat(2)), {
    maxLength: 60,
  })
  .map((steps) => {
    const open = new Map<number, { f: string; key: number }>();
    return steps.map(([process, outcome, key], step): Event => {
      const time = nanos(step);
      const started = open.get(process);
      if (started === undefined) {
        const f = step % 2 === 0 ? "write" : "read";
        open.set(process, { f, key });
        return event(process, "invoke", f, step, { key, time });
      }
      open.delete(process);
      const error = outcome === "ok" ? {} : { error: { code: "timeout", message: "no answer" } };
      return event(process, outcome, started.f, step, { key: started.key, time, ...error });
    });
  });

test("events come out as they went in, numbered from 0", () => {
  fc.assert(
    fc.property(runs, (events) => {
      const history = historyOf(events);
      expect(history.length).toBe(events.length);
      expect([...history]).toEqual(events.map((e, index) => ({ ...e, index })));
      expect(history.problems).toEqual([]);
    }),
  );
});

test("a completion is paired with the latest open invocation of its process, both ways", () => {
  fc.assert(
    fc.property(runs, (events) => {
      const { pair } = historyOf(events).columns;
      const open = new Map<Actor, number>();
      events.forEach(({ process, type }, index) => {
        if (type === "invoke") {
          open.set(process, index);
          return;
        }
        expect(pair[index]).toBe(open.get(process));
        expect(pair[pair[index] ?? -1]).toBe(index);
        open.delete(process);
      });
      for (const index of open.values()) expect(pair[index]).toBe(-1);
    }),
  );
});

test("operations are in order of invocation, and only what completed without `info` has an end", () => {
  fc.assert(
    fc.property(runs, (events) => {
      const operations = historyOf(events).operations();
      const invoked = events.flatMap((e, index) => (e.type === "invoke" ? [index] : []));
      expect(operations.map((op) => op.index)).toEqual(invoked);
      for (const op of operations) {
        expect(op.end === null).toBe(op.outcome.type === "info");
        if (op.completion === null)
          expect(op.outcome).toMatchObject({ error: { code: "in-flight" } });
        else expect(events[op.completion]?.type).toBe(op.outcome.type);
      }
    }),
  );
});

test("an operation has input of its invocation and output of its completion", () => {
  const history = historyOf<RegisterSpec>([
    event(0, "invoke", "read", null, { key: "x", time: nanos(5) }),
    event(0, "ok", "read", 3, { key: "x", time: nanos(9) }),
  ]);
  expect(history.operations()).toEqual([
    {
      index: 0,
      completion: 1,
      process: 0,
      key: "x",
      f: "read",
      input: null,
      outcome: { type: "ok", value: 3 },
      start: 5,
      end: 9,
    },
  ]);
});

test("what is open at the end may have happened", () => {
  const [op] = historyOf([event(0, "invoke", "write", 1)]).operations();
  expect(op).toMatchObject({ completion: null, end: null, outcome: { type: "info" } });
});

test("an `info` without a reason stays an info, a `fail` stays a fail", () => {
  const history = historyOf([
    event(0, "invoke", "write", 1),
    event(1, "invoke", "write", 2),
    event(0, "info", "write", 1),
    event(1, "fail", "write", 2),
  ]);
  expect(history.operations().map((op) => op.outcome.type)).toEqual(["info", "fail"]);
});

test("a precondition keeps the value it saw", () => {
  const error = { code: "precondition", message: "was 5", seen: 5 };
  const history = historyOf([
    event(0, "invoke", "cas", [3, 4]),
    event(0, "fail", "cas", [3, 4], { error }),
  ]);
  expect(history.operations()[0]?.outcome).toEqual({ type: "fail", error });
});

test("events that do not fit are problems that name process and operation", () => {
  const builder = new HistoryBuilder();
  expect(builder.append(event(7, "ok", "read", 1))).toEqual({
    index: 0,
    message: "process 7 completes read that it never invoked",
  });
  expect(builder.append(event(7, "invoke", "read", null))).toBeNull();
  expect(builder.append(event(7, "invoke", "write", 1))).toEqual({
    index: 2,
    message: "process 7 invokes write while its read (event 1) is open",
  });
  expect(builder.append(event(7, "ok", "write", 1))).toBeNull();
  expect(builder.append(event(7, "ok", "write", 1))).not.toBeNull();
  expect(builder.build().problems.map((p) => p.index)).toEqual([0, 2, 4]);
});

test("a completion of another operation than the one that is open is a problem", () => {
  const history = historyOf([event(0, "invoke", "read", null), event(0, "ok", "write", 1)]);
  expect(history.problems).toEqual([
    { index: 1, message: "process 0 completes write (event 1) while its read (event 0) is open" },
  ]);
});

test("a completion of another key than the one that is open is a problem", () => {
  const history = historyOf([
    event(0, "invoke", "read", null, { key: 1 }),
    event(0, "ok", "read", 1, { key: 2 }),
  ]);
  expect(history.problems).toMatchObject([{ index: 1 }]);
});

test("a completion may leave out the key", () => {
  const history = historyOf([
    event(0, "invoke", "read", null, { key: 1 }),
    event(0, "ok", "read", 1),
  ]);
  expect(history.problems).toEqual([]);
  expect(history.operations()).toMatchObject([{ key: 1, outcome: { type: "ok", value: 1 } }]);
});

test("the nemesis is in the history and in no operation, and may overlap itself", () => {
  const history = historyOf([
    event("nemesis", "invoke", "inject", 0),
    event("nemesis", "invoke", "inject", 1),
    event("nemesis", "info", "inject", 0),
  ]);
  expect(history.problems).toEqual([]);
  expect(history.operations()).toEqual([]);
  expect([...history].map((e) => e.process)).toEqual(["nemesis", "nemesis", "nemesis"]);
});

test("filtering keeps calls whole, in order, with their fault windows", () => {
  fc.assert(
    fc.property(runs, fc.nat(2), (events, key) => {
      const history = historyOf(events, [FAULT]);
      const filtered = history.filter((op) => op.key === key);
      const kept = events.filter((e) => e.key === key);
      expect([...filtered].map(({ index: _, ...rest }) => rest)).toEqual(kept);
      expect(filtered.faults).toEqual([FAULT]);
      expect(filtered.problems).toEqual([]);
      expect(filtered.operations().map((op) => op.outcome)).toEqual(
        history
          .operations()
          .filter((op) => op.key === key)
          .map((op) => op.outcome),
      );
    }),
  );
});

test("the digest ignores times and sees everything else", () => {
  const base = [event(0, "invoke", "write", 1, { key: 1 }), event(0, "ok", "write", 1, { key: 1 })];
  const [first, second] = base as [Event, Event];
  const { digest } = historyOf(base);
  expect(historyOf(base.map((e) => ({ ...e, time: nanos(99) }))).digest).toBe(digest);
  const others: readonly (readonly Event[])[] = [
    [first],
    [second, first],
    [{ ...first, process: processId(1) }, second],
    [{ ...first, f: "cas" }, second],
    [{ ...first, key: "1" }, second],
    [{ ...first, value: 2 }, second],
    [first, { ...second, type: "info" }],
    [first, { ...second, error: { code: "x", message: "x" } }],
  ];
  const digests = [digest, ...others.map((events) => historyOf(events).digest)];
  expect(new Set(digests).size).toBe(digests.length);
});

test("an index outside the history is an error, not an empty event", () => {
  const history = historyOf([event(0, "invoke", "read", null)]);
  expect(() => history.at(opIndex(1))).toThrow("event 1 of 1");
  expect(() => history.at(opIndex(-1))).toThrow();
});

test("a builder takes no more events once its history is built", () => {
  const builder = new HistoryBuilder();
  builder.append(event(0, "invoke", "write", 1));
  const history = builder.build();
  expect(() => builder.append(event(0, "ok", "write", 1))).toThrow("takes no more events");
  expect(history.length).toBe(1);
});
