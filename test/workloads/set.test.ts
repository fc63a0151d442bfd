// The set workload finds elements that are lost, late or twice there, and nothing wrong with a right set.
import { expect, test } from "vitest";
import type { Key } from "../../src/core/op.ts";
import { set } from "../../src/workloads/set.ts";
import { invocations, judgedRun, type Subject } from "./judged-run.ts";

/** Sets that forget an add in `lose`, and show one only `lag` reads later, until all is calm. */
function sets({ lose = Infinity, lag = 0 } = {}): Subject {
  const held = new Map<Key, { readonly element: unknown; wait: number }[]>();
  let adds = 0;
  return ({ f, key = "", value }, { calm }) => {
    const elements = held.get(key) ?? [];
    held.set(key, elements);
    if (f === "add") {
      if (++adds % lose !== 0) elements.push({ element: value, wait: adds % 5 === 0 ? lag : 0 });
      return value;
    }
    return elements.flatMap((each) => (!calm && each.wait-- > 0 ? [] : [each.element]));
  };
}

test.each([
  ["a right set", sets(), { set: "valid", "set-full": "valid" }],
  ["a forgetful set", sets({ lose: 20 }), { set: "lost-element", "set-full": "lost-element" }],
  ["a lagging set", sets({ lag: 2 }), { set: "valid", "set-full": "stale-element" }],
])("%s", async (_name, subject, verdicts) => {
  const run = await judgedRun(set({ opsPerKey: 150 }), subject, { ops: 600 });
  expect(run.verdicts).toEqual(verdicts);
});

test("replicas may lag where the set does not claim to be linearizable", async () => {
  const run = await judgedRun(set({ opsPerKey: 150, linearizable: false }), sets({ lag: 2 }));
  expect(run.verdicts).toEqual({ set: "valid", "set-full": "valid" });
});

test("each set gets its operations, no element twice, and all that were used are read at the end", async () => {
  const { events } = await judgedRun(set({ opsPerKey: 100 }), sets(), { ops: 450 });
  const asked = invocations(events);
  const added = asked
    .filter(({ f }) => f === "add")
    .map(({ key, value }) => `${String(key)} ${String(value)}`);
  expect(new Set(added).size).toBe(added.length);
  expect(asked.slice(0, 450).filter(({ key }) => key === "s0")).toHaveLength(100);
  const final = new Set(asked.slice(450).map(({ f, key }) => `${f} ${String(key)}`));
  for (const key of ["s0", "s1", "s2", "s3", "s4"]) expect(final).toContain(`read ${key}`);
});

test("options that make no sense are refused", () => {
  expect(() => set({ opsPerKey: 0 })).toThrow(/^set: opsPerKey/);
  expect(() => set({ mix: {} })).toThrow(/^set: the mix/);
  expect(() => set({ mix: { add: 1, read: -1 } })).toThrow(/^set: the mix/);
});
