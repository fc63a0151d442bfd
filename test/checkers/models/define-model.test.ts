// Models of users: they are judged as the built-in ones are, within limits, and their mistakes are errors.
import { expect, test } from "vitest";
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import { defineModel } from "../../../src/checkers/models/define-model.ts";
import { checkContext } from "../check-context.ts";
import { historyOf } from "../events.ts";
import { inTurn, judged, LOST } from "./judged.ts";

/** Whoever reads or reverses a list sees it; it is reversed in place. */
const reversible = defineModel<readonly unknown[]>({
  name: "reversible-list",
  functions: ["append", "reverse", "read", "pop"],
  initial: [],
  pure: ["read"],
  step(list, { f, input, outcome }) {
    if (f === "append") return [...list, input];
    if (f === "reverse") return list.toReversed();
    if (f === "read")
      return outcome.type === "ok" && String(outcome.value) !== String(list) ? null : list;
    if (outcome.type === "fail") return list.length === 0 ? list : null;
    if (outcome.type === "ok" && outcome.value !== list.at(-1)) return null;
    return list.length === 0 ? null : list.slice(0, -1);
  },
  describe: (list) => `the list is ${list.join(" ")}`,
});

const two = inTurn([1, "append", 1, 1], [1, "append", 2, 2]);

test("what the model allows is linearizable, and what it does not is explained in its words", async () => {
  const reversed = [...two, ...inTurn([1, "reverse", null, null])];
  expect(await judged(reversible, [...reversed, ...inTurn([2, "read", null, [2, 1]])])).toBe(true);
  expect(await judged(reversible, [...reversed, ...inTurn([2, "pop", null, 1])])).toBe(true);
  expect(await judged(reversible, [...two, ...inTurn([2, "read", null, [2, 1]])])).toEqual({
    ops: [0, 2, 4],
    lastState: "the list is 1 2",
    because: expect.stringContaining("the list is 1 2") as string,
  });
});

test("refusals are observations, and what is lost may have happened", async () => {
  expect(await judged(reversible, inTurn([1, "pop"]))).toBe(true);
  expect(await judged(reversible, [...two, ...inTurn([1, "pop"])])).not.toBe(true);
  const lost = [
    [3, "invoke", "reverse"],
    [3, "info", "reverse", null, LOST],
  ] as const;
  expect(await judged(reversible, [...two, ...lost, ...inTurn([2, "pop", null, 1])])).toBe(true);
});

test("it may hold something else at first, and knows what it does not know", async () => {
  expect(await judged(reversible, inTurn([1, "pop", null, 7]), [7])).toBe(true);
  expect(await judged(reversible, inTurn([1, "sort", null, null]))).toBe("unknown");
});

const mistaken = (
  step: (state: number) => number | null | undefined,
  pure: readonly string[] = [],
) =>
  defineModel<number>({
    name: "mistaken",
    functions: ["go"],
    initial: 0,
    pure,
    step: step as never,
  });

test("a step that gives nothing, or changes what it said it would not, is an error", async () => {
  const go = inTurn([1, "go", null, null]);
  await expect(
    judged(
      mistaken(() => undefined),
      go,
    ),
  ).rejects.toThrow("gave no state after go");
  await expect(
    judged(
      mistaken((n) => n + 1, ["go"]),
      go,
    ),
  ).rejects.toThrow("changed its state in a go");
  await expect(
    judged(
      mistaken((n) => n + 1),
      inTurn([1, "go"]),
    ),
  ).rejects.toThrow("changed its state");
});

test("the name of a model that there is cannot be taken", () => {
  expect(() => defineModel({ name: "stack", functions: [], initial: 0, step: () => 0 })).toThrow(
    'there is a model "stack" already',
  );
});

/** A Map, and what is known of it. */
const table = defineModel<ReadonlyMap<unknown, unknown>>({
  name: "table",
  functions: ["set", "get"],
  initial: new Map(),
  pure: ["get"],
  key: (map) => JSON.stringify([...map].sort()),
  step(map, { f, input, outcome }) {
    const [key, value] = input as readonly [unknown, unknown];
    if (f === "set") return new Map([...map, [key, value]]);
    return outcome.type === "ok" && outcome.value !== (map.get(key) ?? null) ? null : map;
  },
});

test("states may be of any kind, with a key", async () => {
  const set = inTurn([1, "set", ["x", 1], null], [1, "set", ["y", 2], null]);
  expect(await judged(table, [...set, ...inTurn([2, "get", ["x"], 1])])).toBe(true);
  expect(await judged(table, [...set, ...inTurn([2, "get", ["x"], 2])])).toMatchObject({
    lastState: expect.stringContaining("the state is [[") as string,
  });
});

/** Every order of the appends is another state, so the search has no end that anybody would wait for. */
const endless = historyOf([
  ...Array.from({ length: 14 }, (_, i) => [i, "invoke", "append", i] as const),
  [20, "invoke", "read"],
  [20, "ok", "read", [99]],
  ...Array.from({ length: 14 }, (_, i) => [i, "ok", "append", i] as const),
]);

test("a search that takes long ends at its time limit, and hears of an abort", async () => {
  const late = await linearizable({ model: reversible }).check(
    endless,
    checkContext({ timeLimitMs: 50 }),
  );
  expect(late).toMatchObject({ valid: "unknown", reason: "timeout" });
  const abort = new AbortController();
  const checking = linearizable({ model: reversible }).check(
    endless,
    checkContext({ signal: abort.signal }),
  );
  abort.abort();
  expect(await checking).toMatchObject({ valid: "unknown", reason: "interrupted" });
});
