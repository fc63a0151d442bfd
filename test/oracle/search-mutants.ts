// Breaks the reductions of the general search one after the other and runs its comparison with the oracle: each must be noticed.
//   node test/oracle/search-mutants.ts
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { judgeRules, type Rule } from "./mutants-in-children.ts";
import { importWith } from "./planted.ts";

/** Of each shape. The unit test has fewer. */
const CASES = Number(process.env["CASES"] ?? 20_000);

const RULES: readonly Rule[] = [
  ["what changes the state goes first, too", "search.ts", "this.#pure[op] === 1 &&", "true &&"],
  [
    "dead writes: called too late",
    "search.ts",
    "if ((call[op] as number) > firstReturn) return;",
    "",
  ],
  [
    "dead writes: observed ones, too",
    "dead-writes.ts",
    "if (!done.has(this.#observers[i] as number)) return false;",
    "",
  ],
  [
    "dead writes: observers only until it ends",
    "dead-writes.ts",
    "const horizon = this.#horizonOf(write);",
    "const horizon = ret[write] as number;",
  ],
  [
    "dead writes: unknown observers left out",
    "dead-writes.ts",
    "return TOO_MANY;\n    const at",
    "break;\n    const at",
  ],
  [
    "covering the wrong way round",
    "configuration-set.ts",
    "(this.#arena[at + i] as number) > (used[i] as number)",
    "(this.#arena[at + i] as number) < (used[i] as number)",
  ],

  [
    "of use only to other unknown ones",
    "search.ts",
    "then !== IMPOSSIBLE && then !==",
    "false && then !==",
  ],
  ["of no use to other unknown ones", "unknown-ops.ts", "return true;", "return false;"],
  [
    "unknown ones before their call",
    "unknown-ops.ts",
    "call === undefined || call > firstReturn",
    "call === undefined",
  ],
  [
    "no look at those that do not look ahead",
    "search.ts",
    "this.#pass < UNKNOWN",
    "this.#pass < 1",
  ],
];

await judgeRules(import.meta.url, RULES, {
  folder: "src/checkers/linearizable/search",
  notice: async (mutation) => {
    const { compareSearch, SEARCH_SHAPES } = await importWith<typeof import("./compare-search.ts")>(
      "test/oracle/compare-search.ts",
      mutation,
    );
    for (const [name, shape] of Object.entries(SEARCH_SHAPES)) {
      const random = randomOf(seed(5)).fork(name);
      for (let i = 0; i < CASES; i++)
        if (!compareSearch(shape, random.at(i)).agrees) return `noticed in ${name} ${String(i)}`;
    }
    return null;
  },
});
