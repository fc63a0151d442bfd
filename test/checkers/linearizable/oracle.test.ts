// The linearizable checker against brute force on random small histories; test/oracle/fuzz.ts runs as many as one likes.
import { expect, test } from "vitest";
import { IMPOSSIBLE, type Model, type ModelObject } from "../../../src/checkers/models/model.ts";
import { modelNamed, modelNames } from "../../../src/checkers/models/models.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { compare } from "../../oracle/compare.ts";
import { SHAPES } from "../../oracle/random-history.ts";

const CASES = 100;

/** Of what these do, nearly all is needed to see their lie, and of few models anything can be left out. */
const SELDOM_MINIMAL = /^working (?!register)/;

test.each(Object.keys(SHAPES))("agrees with every order tried: %s", async (model) => {
  const random = randomOf(seed(20)).fork(model);
  let minimal = 0;
  let invalid = 0;
  for (let i = 0; i < CASES; i++) {
    const comparison = await compare(model, random.at(i), 7);
    expect(comparison.problem).toBeNull();
    if (!comparison.valid) invalid++;
    if (comparison.minimal) minimal++;
  }
  expect(invalid).toBeGreaterThan(CASES / 10);
  expect(invalid).toBeLessThan(CASES);
  if (!SELDOM_MINIMAL.test(model)) expect(minimal).toBeGreaterThan(0);
});

/** A model whose step is wrong. */
const mutant = (
  model: Model,
  step: (object: ModelObject, state: number, kind: number) => number,
): Model => ({
  ...model,
  name: `wrong ${model.name}`,
  create: (initial, options) => {
    const object = model.create(initial, options);
    return {
      start: object.start,
      initialFacts: object.initialFacts,
      interpret: (ops) => object.interpret(ops),
      step: (state, kind) => step(object, state, kind),
      describe: (state) => object.describe(state),
    };
  },
});

/** Whether anything is wrong with verdicts by that model. */
async function isNoticed(judge: Model, model: string): Promise<boolean> {
  const shapes = Object.entries(SHAPES).filter(([name, { model: of = name }]) => of === model);
  for (let i = 0; i < CASES; i++)
    for (const [shape] of shapes) {
      const random = randomOf(seed(21)).fork(shape).at(i);
      if ((await compare(shape, random, 7, judge)).problem !== null) return true;
    }
  return false;
}

test.each(modelNames())("notices a %s that forgets or allows everything", async (name) => {
  const model = modelNamed(name) as Model;
  const forgetful = mutant(model, (object, state, kind) =>
    object.step(state, kind) === IMPOSSIBLE ? IMPOSSIBLE : state,
  );
  const lenient = mutant(model, (object, state, kind) => {
    const after = object.step(state, kind);
    return after === IMPOSSIBLE ? state : after;
  });
  const right = mutant(model, (object, state, kind) => object.step(state, kind));
  expect(await isNoticed(right, name)).toBe(false);
  expect(await isNoticed(forgetful, name)).toBe(true);
  expect(await isNoticed(lenient, name)).toBe(true);
});
