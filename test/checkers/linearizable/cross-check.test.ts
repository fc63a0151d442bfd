// Two independent algorithms agree: on random histories, and on recorded ones where the shared folder with them is beside the project.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { crossCheck } from "../../../src/checkers/linearizable/cross-check.ts";
import { decideByFrontier } from "../../../src/checkers/linearizable/search/frontier.ts";
import { answerLine } from "../../../src/checkers/manifest.ts";
import { modelNamed } from "../../../src/checkers/models/models.ts";
import type { Model } from "../../../src/checkers/models/model.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { SEARCH_SHAPES } from "../../oracle/compare-search.ts";
import { isLinearizable } from "../../oracle/linearizable.ts";
import { randomHistory, SHAPES } from "../../oracle/random-history.ts";
import { checkContext } from "../check-context.ts";
import { historyOf } from "../events.ts";

const CASES = 60;
const FOLDER = join(import.meta.dirname, "../../../../shared/conformance/linearizability");
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((f) => f.endsWith(".jsonl")) : [];

test.each(Object.keys(SHAPES))("two algorithms agree on random histories: %s", async (name) => {
  const { model = name, initial } = SHAPES[name] ?? {};
  const random = randomOf(seed(3)).fork(name);
  for (let i = 0; i < CASES; i++) {
    const history = randomHistory(name, random.at(i), 7);
    const options = { model, ...(initial === undefined ? {} : { initial }) };
    await expect(crossCheck(history, options, checkContext())).resolves.toMatchObject({
      confirmed: expect.any(Number) as number,
    });
  }
});

test.each(Object.entries(SEARCH_SHAPES))("the frontier is the oracle's: %s", (name, shape) => {
  const random = randomOf(seed(4)).fork(name);
  const model = modelNamed(shape.model) as Model;
  const answers = Array.from({ length: 5 * CASES }, (_, i) => {
    const ops = shape.history(random.at(i)).operations();
    const frontier = decideByFrontier(model.create(shape.initial), ops, 100_000);
    return { frontier, oracle: isLinearizable(shape.model, ops, shape.initial) };
  });
  expect(answers.filter(({ frontier, oracle }) => frontier !== oracle)).toEqual([]);
  expect(new Set(answers.map(({ oracle }) => oracle)).size).toBe(2);
});

test("a disagreement names the object and both answers", async () => {
  vi.resetModules();
  vi.doMock("../../../src/checkers/linearizable/search/frontier.ts", () => ({
    decideByFrontier: () => false,
  }));
  const { crossCheck: lied } = await import("../../../src/checkers/linearizable/cross-check.ts");
  const history = historyOf([
    [0, "invoke", "acquire", null, { key: 7 }],
    [0, "ok", "acquire", null, { key: 7 }],
    [0, "invoke", "acquire", null, { key: 8 }],
    [0, "ok", "acquire", null, { key: 8 }],
  ]);
  await expect(lied(history, { model: "semaphore" }, checkContext())).rejects.toMatchObject({
    code: "internal",
    message:
      "key 7: search says that it is linearizable, and frontier says that it is not linearizable",
  });
  vi.doUnmock("../../../src/checkers/linearizable/search/frontier.ts");
});

test("past its limit the frontier does not answer", () => {
  const { model, initial, history } = SEARCH_SHAPES[
    "crowded register"
  ] as (typeof SEARCH_SHAPES)[string];
  const ops = history(randomOf(seed(1))).operations();
  expect(decideByFrontier((modelNamed(model) as Model).create(initial), ops, 1)).toBeNull();
});

if (files.length === 0)
  test.skip("recorded histories: skipped, ../shared/conformance is not there", () => undefined);

test.each(files)(
  "two algorithms agree on every history of %s",
  async (file) => {
    for (const line of readFileSync(join(FOLDER, file), "utf8").split("\n").filter(Boolean))
      expect(await answerLine(line, file, { isCrossChecked: true })).toHaveProperty("name");
  },
  120_000,
);
