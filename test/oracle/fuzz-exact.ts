// Compares exact mode with brute force over many random histories.
//   node test/oracle/fuzz-exact.ts [--cases 5000] [--seed 1] [--txns 6]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compareExact, EXACT_SHAPES } from "./compare-exact.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    txns: { type: "string", default: "6" },
  },
});
let wrong = 0;
for (const shape of EXACT_SHAPES) {
  const random = randomOf(seed(Number(values.seed))).fork(shape);
  const counts = new Map<string, number>();
  for (let i = 0; i < Number(values.cases); i++) {
    const { problem, broken } = await compareExact(shape, random.at(i), Number(values.txns));
    for (const model of broken) counts.set(model, (counts.get(model) ?? 0) + 1);
    if (problem === null) continue;
    if (wrong++ < 5) console.error(`${shape} case ${String(i)}: ${problem}\n`);
  }
  const broken = [...counts].map(([model, count]) => `${String(count)} not ${model}`);
  console.log(`${shape}: of ${values.cases}, ${broken.join(", ")}`);
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
