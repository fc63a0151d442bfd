// The unique-ids checker: nothing is given out twice.
import fc from "fast-check";
import { expect, test } from "vitest";
import { uniqueIds } from "../../src/checkers/unique-ids.ts";
import { historyOf } from "./events.ts";
import { kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const generate = (value: unknown, process = 0) => [
  [process, "invoke", "generate"] as const,
  [process, "ok", "generate", value] as const,
];

test("duplicates are named with how often they were given out", async () => {
  const history = historyOf([3, 1, 3, 2, 3].flatMap((id) => generate(id)));
  expect(await verdictOn(uniqueIds(), history)).toMatchObject({
    valid: false,
    stats: { attempted: 5, acknowledged: 5, duplicated: 1 },
    details: { duplicatedIds: [[3, 3]], range: [1, 3] },
    anomalies: [{ kind: "duplicate-id", ops: [0, 4, 8] }],
  });
});

test("ids are told apart by kind and shape, and keys share them", async () => {
  const distinct = historyOf([1, "1", [1], { a: 1 }].flatMap((id) => generate(id)));
  expect(await kindsOn(uniqueIds(), distinct)).toBe("valid");
  const keyed = historyOf([
    [0, "invoke", "generate", null, { key: "a" }],
    [0, "ok", "generate", 1, { key: "a" }],
    [0, "invoke", "generate", null, { key: "b" }],
    [0, "ok", "generate", 1, { key: "b" }],
  ]);
  expect(await kindsOn(uniqueIds(), keyed)).toBe("duplicate-id");
});

test("without an id nothing is shown", async () => {
  const history = historyOf([
    [0, "invoke", "generate"],
    [0, "info", "generate"],
  ]);
  expect(await kindsOn(uniqueIds(), history)).toBe("unknown: too-few-ops");
});

test("agrees with counting all pairs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat(30), fc.string({ maxLength: 1 })), { minLength: 1 }),
      async (ids) => {
        const pairs = ids.filter((id, i) => ids.indexOf(id) < i).length;
        const verdict = await verdictOn(
          uniqueIds(),
          historyOf(ids.flatMap((id, i) => generate(id, i))),
        );
        expect(verdict.valid).toBe(pairs === 0);
        if (verdict.valid === false)
          expect(verdict.anomalies[0].witness).toEqual({
            kind: "counts",
            counts: { "duplicate-id": pairs },
          });
      },
    ),
  );
});

test("a generator that forgets where it was is caught", async () => {
  const generator = (forget: number) => ({
    start: () => ({ next: 0 }),
    call: () => ({ f: "generate", value: null }),
    apply: (state: { next: number }, _: unknown, random: { chance(p: number): boolean }) => {
      if (random.chance(forget)) state.next = Math.max(0, state.next - 3);
      return state.next++;
    },
  });
  expect(await kindsOn(uniqueIds(), oneHistory(generator(0), { ops: 100 }))).toBe("valid");
  expect(await kindsOn(uniqueIds(), oneHistory(generator(0.1), { ops: 100 }))).toBe("duplicate-id");
});
