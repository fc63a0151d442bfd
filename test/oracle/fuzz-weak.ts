// Compares the weak levels of registers with the brute-force oracle over many random histories.
//   node test/oracle/fuzz-weak.ts [--cases 20000] [--seed 1] [--txns 6]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compareWeak, WEAK_MODELS } from "./compare-weak.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    txns: { type: "string", default: "6" },
  },
});
const random = randomOf(seed(Number(values.seed))).fork("weak");
const counts = new Map(WEAK_MODELS.map((model) => [model, 0]));
let wrong = 0;
for (let i = 0; i < Number(values.cases); i++) {
  const { problem, broken } = await compareWeak(random.at(i), Number(values.txns));
  for (const model of broken) counts.set(model, (counts.get(model) ?? 0) + 1);
  if (problem !== null && wrong++ < 5) console.error(`case ${String(i)}: ${problem}\n`);
}
for (const [model, count] of counts)
  console.log(`${model}: broken by ${String(count)} of ${values.cases}`);
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
