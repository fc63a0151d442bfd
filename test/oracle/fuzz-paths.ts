// Compares the linear-time paths of collections with the brute-force oracle over many random histories.
//   node test/oracle/fuzz-paths.ts [--cases 100000] [--seed 1] [--ops 8] [--collection NAME]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { COLLECTIONS } from "./collections.ts";
import { compareRandom } from "./compare-path.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    ops: { type: "string", default: "8" },
    collection: { type: "string" },
  },
});
let wrong = 0;
for (const name of values.collection?.split(",") ?? Object.keys(COLLECTIONS)) {
  const random = randomOf(seed(Number(values.seed))).fork(name);
  const total = { objects: 0, decided: 0, valid: 0, named: 0 };
  for (let i = 0; i < Number(values.cases); i++) {
    const { problem, counts } = compareRandom(name, random.at(i), Number(values.ops));
    for (const [count, n] of Object.entries(counts)) total[count as keyof typeof total] += n;
    if (problem === null) continue;
    if (wrong++ < 3) console.error(`${name} case ${String(i)}: ${problem}`);
  }
  const named = total.named / Math.max(1, total.decided - total.valid);
  console.log(
    `${name}: ${String(total.objects)} objects, ${String(total.valid)} linearizable, ${String(total.objects - total.decided)} left undecided, ${named.toFixed(1)} operations a violation`,
  );
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
