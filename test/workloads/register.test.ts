// The register workload asks for what its options say, the same for the same seed, and reads every key at the end.
import fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import type { AnyRequest, HistoryEvent } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import type { RegisterValue } from "../../src/core/specs/register.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import { allLost, imperfect } from "../../src/generator/completion-models.ts";
import { simulate } from "../../src/generator/simulate.ts";
import { register, type RegisterOptions } from "../../src/workloads/register.ts";

interface Load {
  readonly concurrency?: number;
  readonly from?: number;
  readonly ops?: number;
  readonly complete?: CompletionModel;
}

function load(
  options: RegisterOptions,
  { concurrency = 10, from = 1, ops = 1000, complete }: Load,
) {
  return simulate(register(options).generator(concurrency), {
    concurrency,
    random: randomOf(seed(from)),
    maxOps: ops,
    ...(complete === undefined ? {} : { complete }),
  });
}

const invocations = (events: readonly HistoryEvent[]): readonly HistoryEvent[] =>
  events.filter((event) => event.type === "invoke");

const count = <T>(items: readonly T[], is: (item: T) => boolean): number => items.filter(is).length;

/** Registers that answer at once and in order. */
function registers(): { readonly complete: CompletionModel; readonly hits: () => number } {
  const held = new Map<unknown, RegisterValue>();
  let hits = 0;
  const complete = ({ f, key, value }: AnyRequest): ReturnType<CompletionModel> => {
    const now = held.get(key) ?? null;
    if (f === "read") return { type: "ok", afterNs: 1e6, value: now };
    const next = f === "write" ? value : (value as readonly RegisterValue[])[1];
    if (f === "cas" && (value as readonly RegisterValue[])[0] !== now)
      return { type: "fail", afterNs: 1e6 };
    if (f === "cas") hits++;
    held.set(key, next as RegisterValue);
    return { type: "ok", afterNs: 1e6, value };
  };
  return { complete, hits: () => hits };
}

test("the same seed asks for the same operations, and another seed for others", () => {
  fc.assert(
    fc.property(fc.nat(), (from) => {
      const run = (which: number) => load({}, { from: which, ops: 300, complete: imperfect });
      expect(run(from)).toEqual(run(from));
      expect(run(from)).not.toEqual(run(from + 1));
    }),
    { numRuns: 10 },
  );
});

test("operations come as often as the mix says", () => {
  const events = invocations(load({ mix: { read: 2, write: 1, cas: 1 } }, { ops: 4000 }));
  const share = (f: string): number => count(events, (event) => event.f === f) / events.length;
  expect(share("read")).toBeCloseTo(0.5, 1);
  expect(share("write")).toBeCloseTo(0.25, 1);
  expect(share("cas")).toBeCloseTo(0.25, 1);
});

test("what is left out of the mix is never asked for", () => {
  const { operations } = register({ mix: { read: 1, write: 1, cas: 0 } });
  expect(operations).toEqual(["read", "write"]);
  const events = invocations(load({ mix: { read: 1, write: 1 } }, {}));
  expect(new Set(events.map((event) => event.f))).toEqual(new Set(["read", "write"]));
  expect("final" in register({ mix: { write: 1 } })).toBe(false);
});

test("no value is written twice to a key, unless a small range is asked for", () => {
  const written = (options: RegisterOptions): readonly (readonly [unknown, unknown])[] =>
    invocations(load(options, { ops: 3000 })).flatMap(({ f, key, value }) => {
      if (f === "read") return [];
      return [[key, Array.isArray(value) ? (value as unknown[])[1] : value] as const];
    });
  const distinct = written({});
  expect(new Set(distinct.map(String)).size).toBe(distinct.length);
  const small = new Set(written({ values: 3 }).map(([, value]) => value));
  expect(small).toEqual(new Set([0, 1, 2]));
});

test("a cas mostly expects what the register holds, and sometimes does not", () => {
  const { complete, hits } = registers();
  const events = load({ opsPerKey: 1000 }, { concurrency: 2, ops: 3000, complete });
  const asked = count(events, (event) => event.type === "invoke" && event.f === "cas");
  expect(hits() / asked).toBeGreaterThan(0.5);
  expect(hits()).toBeLessThan(asked);
});

test("a cas never expects nothing where a write can come first", () => {
  const events = invocations(load({ opsPerKey: 5 }, { ops: 3000, complete: allLost }));
  const expectations = events.flatMap(({ f, value }) =>
    f === "cas" ? [(value as readonly RegisterValue[])[0]] : [],
  );
  expect(expectations.length).toBeGreaterThan(0);
  expect(expectations).not.toContain(null);
});

test("each key gets its operations, then fresh keys follow in order for as long as the load lasts", () => {
  const events = invocations(load({ opsPerKey: 30 }, { ops: 3000 }));
  const keys = [...new Set(events.map((event) => event.key))];
  expect(keys).toEqual(keys.map((_, position) => `k${String(position)}`));
  expect(keys.length).toBeGreaterThanOrEqual(100);
  const perKey = keys.map((key) => count(events, (event) => event.key === key));
  expect(Math.max(...perKey)).toBe(30);
});

test("a key has at most twenty processes, so that lost operations stay few", () => {
  const events = invocations(load({}, { ops: 3000, complete: allLost }));
  const processes = new Map<unknown, Set<unknown>>();
  for (const { key, process } of events) {
    processes.set(key, (processes.get(key) ?? new Set()).add(process));
  }
  expect(Math.max(...Array.from(processes.values(), (those) => those.size))).toBe(20);
  expect(events).toHaveLength(3000);
});

test.each([1, 2, 6, 7, 10, 13, 30])("all of %i workers are at work", (concurrency) => {
  const events = invocations(load({}, { concurrency, ops: 50 * concurrency }));
  expect(new Set(events.map((event) => event.process)).size).toBe(concurrency);
});

test("at the end every key that holds something is read three times, and at least the keys asked for", () => {
  const touched = 37;
  const reads = (keys: number): ReadonlyMap<unknown, number> => {
    const final = register({ keys }).final?.(10);
    if (final === undefined) throw new Error("no final reads");
    const complete: CompletionModel = ({ key }) => {
      const isTouched = Number(String(key).slice(1)) < touched;
      return { type: "ok", afterNs: 5e6, value: isTouched ? 1 : null };
    };
    const options = { concurrency: 10, random: randomOf(seed(1)), complete };
    const out = new Map<unknown, number>();
    for (const { f, key } of invocations(simulate(final, options))) {
      expect(f).toBe("read");
      out.set(key, (out.get(key) ?? 0) + 1);
    }
    return out;
  };
  const found = reads(1);
  for (let position = 0; position < touched; position++) {
    expect(found.get(`k${String(position)}`)).toBe(3);
  }
  expect(found.size).toBeLessThanOrEqual(touched + 20);
  expect(reads(100).size).toBe(100);
});

test("the final reads end when nothing answers", () => {
  const final = register().final?.(4);
  if (final === undefined) throw new Error("no final reads");
  const options = { concurrency: 4, random: randomOf(seed(1)), complete: allLost };
  expect(invocations(simulate(final, options))).toHaveLength(60);
});

test("it is judged by linearizability, and its options are in the plan", () => {
  const { checkers, options } = register({ opsPerKey: 50, mix: { read: 1, write: 1 } });
  expect(checkers).toEqual([{ checker: "linearizable", model: "cas-register" }]);
  expect(JSON.parse(JSON.stringify(options))).toEqual({
    keys: 10,
    opsPerKey: 50,
    threadsPerKey: null,
    mix: { read: 1, write: 1 },
    values: "distinct",
  });
});

test.each([
  { mix: {} },
  { mix: { read: 0 } },
  { mix: { read: 1, write: -1 } },
  { keys: 0 },
  { opsPerKey: 1.5 },
  { threadsPerKey: 0 },
  { values: 0 },
])("options that make no sense are refused: %j", (options) => {
  expect(() => register(options)).toThrow(/^register: /);
});

test("values may come from an arbitrary: of its shapes, and the same for the same seed", () => {
  const values = fc.string({ minLength: 1, maxLength: 3 });
  const events = invocations(load({ values, mix: { read: 1, write: 1 } }, { ops: 200 }));
  const written = events.filter(({ f }) => f === "write").map(({ value }) => String(value));
  expect(written.every((text) => text.length >= 1 && text.length <= 3)).toBe(true);
  expect(new Set(written).size).toBeGreaterThan(20);
  expect(invocations(load({ values, mix: { read: 1, write: 1 } }, { ops: 200 }))).toEqual(events);
  expect(register({ values }).options.values).toBe("arbitrary");
});
