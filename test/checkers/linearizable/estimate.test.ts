// Estimates: what a path decides, what is bounded and what is hard, and what is said to make it cheaper.
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Estimate, estimate } from "../../../src/checkers/linearizable/estimate.ts";
import { modelNamed } from "../../../src/checkers/models/models.ts";
import type { Model } from "../../../src/checkers/models/model.ts";
import type { History } from "../../../src/core/history.ts";
import { faultline } from "../../cli/faultline.ts";
import { historyOf } from "../events.ts";

const FILE = join(import.meta.dirname, "../../fixtures/histories/repeated-values.jsonl");

const of = (history: History, model = "cas-register"): Estimate =>
  estimate(history, modelNamed(model) as Model);

/** So many writes of one value at once, on one key. */
const crowd = (key: string, writers: number, value: (i: number) => number) => {
  const all = Array.from({ length: writers }, (_, i) => i);
  return [
    ...all.map((i) => [i, "invoke", "write", value(i), { key }] as const),
    ...all.map((i) => [i, "ok", "write", value(i), { key }] as const),
  ];
};

test("keys are told apart by what deciding them takes, the hardest first", () => {
  const estimated = of(
    historyOf([
      ...crowd("distinct", 40, (i) => i),
      ...crowd("bounded", 3, () => 1),
      ...crowd("hard", 40, (i) => i % 5),
    ]),
  );
  expect(estimated).toMatchObject({
    operations: 83,
    objects: 3,
    path: "zones",
    costs: { linear: 1, "bounded search": 1, hard: 1 },
    worst: [
      { key: "hard", operations: 40, width: 40, unknowns: 0, choices: 40, cost: "hard" },
      { key: "bounded", width: 3, cost: "bounded search" },
    ],
  });
  expect(estimated.worst[0]?.cheaper.join()).toMatch(/given once.*fewer clients per key \(40/);
});

test("operations of unknown outcome and silent cas count, reads do not", () => {
  const lost = { error: { code: "timeout", message: "no answer" } };
  const lines = Array.from({ length: 30 }, (_, i) => i).flatMap(
    (i) =>
      [
        [i, "invoke", "write", i % 2],
        [i, "info", "write", i % 2, lost],
        [100 + i, "invoke", "read", null],
      ] as const,
  );
  const ends = Array.from({ length: 30 }, (_, i) => [100 + i, "ok", "read", i % 2] as const);
  const silent = [
    [200, "invoke", "cas", [0, 1]],
    [200, "fail", "cas", [0, 1], { error: { code: "precondition", message: "" } }],
  ] as const;
  const { worst } = of(historyOf([...lines, ...ends, ...silent]));
  expect(worst).toMatchObject([{ width: 0, unknowns: 30, cost: "bounded search" }]);
  expect(worst[0]?.cheaper.join()).toMatch(
    /tell the value they found \(1 do not\).*time-outs.*\(30/,
  );
});

test("a model without a path is searched", () => {
  const history = historyOf(
    Array.from({ length: 4 }, (_, i) => i).flatMap(
      (i) =>
        [
          [i, "invoke", "push", i],
          [i, "ok", "push", i],
        ] as const,
    ),
  );
  expect(of(history, "stack")).toMatchObject({ path: null, costs: { linear: 1 } });
});

test("what cannot be judged is an error", () => {
  expect(() => of(historyOf([[0, "invoke", "push", 1]]))).toThrow("does not know push");
  expect(() => of(historyOf([[0, "ok", "read", 1]]))).toThrow("event 0");
});

test("the command says it in words and as JSON, and checks nothing", async () => {
  const words = await faultline(["check", FILE, "--estimate"]);
  expect(words).toMatchObject({ exit: 0 });
  expect(words.stdout).toMatch(/cas-register: 6 operations on one object\n.*1 by a bounded search/);
  expect(words.stdout).toMatch(/cheaper with: each value given once/);
  const { stdout } = await faultline(["check", FILE, "--estimate", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    type: "estimate",
    estimates: [{ model: "cas-register", operations: 6, costs: { hard: 0 } }],
  });
  const other = await faultline(["check", FILE, "--estimate", "--checker", "stats"]);
  expect(other).toMatchObject({ exit: 64 });
}, 60_000);
