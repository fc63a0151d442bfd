// What a check does at its limits: it ends, says unknown and explains where it stood.
import { expect, test } from "vitest";
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import { defineModel } from "../../../src/checkers/models/define-model.ts";
import { modelNamed } from "../../../src/checkers/models/models.ts";
import type { History } from "../../../src/core/history.ts";
import { checkContext } from "../check-context.ts";
import { historyOf } from "../events.ts";

/** Writes and cas over few values by many clients at once, and a read at the end that no order explains: every one must be tried. */
function hard(clients: number): History {
  const calls = Array.from({ length: clients }, (_, i) => i);
  return historyOf([
    ...calls.map((i) => [i, "invoke", "cas", [i % 7, (i * 3 + 1) % 7]] as const),
    ...calls.map((i) => [100 + i, "invoke", "write", i % 7] as const),
    ...calls.map((i) => [100 + i, "ok", "write", i % 7] as const),
    ...calls.map((i) => [i, "ok", "cas", [i % 7, (i * 3 + 1) % 7]] as const),
    [200, "invoke", "cas", [0, 1]],
    [200, "ok", "cas", [0, 1]],
    [200, "invoke", "cas", [0, 1]],
    [200, "ok", "cas", [0, 1]],
  ]);
}

const checker = linearizable({ model: "cas-register", initial: 0 });

test("out of time it says so, with the hard window and what would decide it", async () => {
  const verdict = await checker.check(hard(40), checkContext({ timeLimitMs: 1 }));
  expect(verdict).toMatchObject({ valid: "unknown", reason: "timeout" });
  if (verdict.valid !== "unknown") return;
  expect(verdict.detail).toMatch(/0 of 1 keys .* not decided in 1\.0 ms/);
  expect(verdict.detail).toMatch(
    /hardest window is the one object, events \d+ to \d+, with \d+ operations open/,
  );
  expect(verdict.detail).toMatch(/To decide it: a longer time limit/);
});

test("it says how far the search came, also where it met no dead end", async () => {
  const lone = Array.from({ length: 20_000 }, (_, i) => i).flatMap(
    (i) =>
      [
        [0, "invoke", "enqueue", i % 2],
        [0, "ok", "enqueue", i % 2],
      ] as const,
  );
  const verdict = await linearizable({ model: "fifo-queue" }).check(
    historyOf(lone),
    checkContext({ timeLimitMs: 0.01 }),
  );
  expect(verdict).toMatchObject({ valid: "unknown", reason: "timeout" });
  const [window] = verdict.details?.["undecided"] as { readonly reached: number }[];
  expect(window?.reached).toBeGreaterThan(100);
});

test("out of memory it says so", async () => {
  const verdict = await checker.check(hard(40), checkContext({ memoryLimitBytes: 1 << 20 }));
  expect(verdict).toMatchObject({ valid: "unknown", reason: "memory" });
});

test("an abort ends a check that is in a worker", async () => {
  const controller = new AbortController();
  const running = checker.check(
    hard(40),
    checkContext({ signal: controller.signal, timeLimitMs: 60_000, memoryLimitBytes: 1 << 30 }),
  );
  controller.abort();
  expect(await running).toMatchObject({ valid: "unknown", reason: "interrupted" });
});

test("a hard key does not hide the violation of another", async () => {
  const keyed = [...hard(40)].map(
    (e) => [e.process as number, e.type, e.f, e.value, { key: "hard" }] as const,
  );
  const verdict = await checker.check(
    historyOf([
      ...keyed,
      [300, "invoke", "read", null, { key: "bad" }],
      [300, "ok", "read", 99, { key: "bad" }],
    ]),
    checkContext(),
  );
  expect(verdict.valid).toBe(false);
  expect(verdict.stats).toMatchObject({ failingKeys: 1, undecidedKeys: 1 });
});

test("easy keys take no memory from a hard one", async () => {
  const keyed = [...hard(6)].map(
    (e) => [e.process as number, e.type, e.f, e.value, { key: "hard" }] as const,
  );
  const easy = Array.from({ length: 3000 }, (_, key) => key).flatMap(
    (key) =>
      [
        [300, "invoke", "read", null, { key }],
        [300, "ok", "read", 0, { key }],
      ] as const,
  );
  const verdict = await checker.check(
    historyOf([...keyed, ...easy]),
    checkContext({ memoryLimitBytes: 1 << 24 }),
  );
  expect(verdict.stats).toMatchObject({ undecidedKeys: 0 });
});

const puts = (count: number): History =>
  historyOf(
    Array.from({ length: count }, (_, i) => i).flatMap(
      (i) =>
        [
          [0, "invoke", "put", i % 9],
          [0, "ok", "put", i % 9],
        ] as const,
    ),
  );

test("states of a user's model count, too", async () => {
  const log = defineModel<readonly number[]>({
    name: "log",
    functions: ["put"],
    initial: [],
    step: (held, { input }) => [...held, Number(input)],
  });
  const verdict = (memoryLimitBytes: number) =>
    linearizable({ model: log }).check(puts(2500), checkContext({ memoryLimitBytes }));
  expect(await verdict(1 << 22)).toMatchObject({ valid: "unknown", reason: "memory" });
  expect(await verdict(1 << 28)).toMatchObject({ valid: true });
});

const GROWING = [
  ["fifo-queue", "enqueue"],
  ["stack", "push"],
  ["unordered-queue", "enqueue"],
  ["set", "add"],
] as const;

test.each(GROWING)("what a %s keeps grows with its states", (name, f) => {
  const lines = Array.from({ length: 300 }, (_, i) => i).flatMap(
    (i) =>
      [
        [0, "invoke", f, i],
        [0, "ok", f, i],
      ] as const,
  );
  const object = modelNamed(name)?.create([]);
  const before = object?.bytes ?? 0;
  let state = object?.start ?? 0;
  for (const meaning of object?.interpret(historyOf(lines).operations()) ?? [])
    state = object?.step(state, meaning?.kinds[0] ?? -1) ?? state;
  expect(object?.bytes).toBeGreaterThan(before + 300 * 12);
});
