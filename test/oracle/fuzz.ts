// Compares the linearizability checker with the brute-force oracle over many random histories.
//   node test/oracle/fuzz.ts [--cases 100000] [--seed 1] [--ops 8] [--model NAME]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compare } from "./compare.ts";
import { SHAPES } from "./random-history.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    ops: { type: "string", default: "8" },
    model: { type: "string" },
  },
});
const models = values.model === undefined ? Object.keys(SHAPES) : [values.model];
let wrong = 0;
for (const model of models) {
  const random = randomOf(seed(Number(values.seed))).fork(model);
  const counts = { valid: 0, invalid: 0, minimal: 0 };
  for (let i = 0; i < Number(values.cases); i++) {
    const { problem, valid, minimal } = await compare(model, random.at(i), Number(values.ops));
    counts[valid ? "valid" : "invalid"]++;
    if (minimal) counts.minimal++;
    if (problem === null) continue;
    wrong++;
    console.error(`${model} case ${String(i)}: ${problem}`);
  }
  console.log(
    `${model}: ${String(counts.valid)} linearizable, ${String(counts.invalid)} not (${String(counts.minimal)} with a minimal witness)`,
  );
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
