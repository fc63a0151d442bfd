// One comparison of the general search alone with the oracle, on one object: as it is, and forgetting at every quiescent cut.
import { problemOf } from "../../src/checkers/linearizable/search/problem.ts";
import { Search } from "../../src/checkers/linearizable/search/search.ts";
import { modelNamed } from "../../src/checkers/models/models.ts";
import type { History } from "../../src/core/history.ts";
import type { Json } from "../../src/core/json.ts";
import type { Random } from "../../src/core/random.ts";
import { crowdedHistory } from "./crowded-register.ts";
import { isLinearizable } from "./linearizable.ts";
import { randomHistory } from "./random-history.ts";

interface SearchShape {
  readonly model: string;
  readonly initial: Json;
  readonly history: (random: Random) => History;
}

/** Shapes on which every reduction of the search has something to do. */
export const SEARCH_SHAPES: Readonly<Record<string, SearchShape>> = {
  "crowded register": {
    model: "cas-register",
    initial: 0,
    history: (random) => crowdedHistory(random, random.int(4, 14)),
  },
  "long working register": {
    model: "cas-register",
    initial: null,
    history: (random) => randomHistory("long working register", random, 6),
  },
  "kv-string": {
    model: "kv-string",
    initial: "",
    history: (random) => randomHistory("kv-string", random, 6),
  },
};

/** Whether all answers are the oracle's, and what that is. */
export function compareSearch(
  { model, initial, history }: SearchShape,
  random: Random,
): { readonly agrees: boolean; readonly valid: boolean } {
  const ops = history(random).operations();
  const valid = isLinearizable(model, ops, initial);
  const found = modelNamed(model);
  if (found === undefined) throw new Error(`there is no model ${model}`);
  const answers = [{}, { forgetBytes: 0 }].map((options) => {
    const prepared = problemOf(found.create(initial), ops);
    if (!prepared.possible) return false;
    return new Search(prepared.problem, options).run(Infinity) === "linearizable";
  });
  return { agrees: answers.every((answer) => answer === valid), valid };
}
