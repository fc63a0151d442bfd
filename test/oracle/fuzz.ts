// Compares the linearizability checker with the brute-force oracle over many random histories.
//   node test/oracle/fuzz.ts [--cases 100000] [--seed 1] [--ops 8] [--shape NAME]
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
    shape: { type: "string" },
  },
});
const shapes = values.shape === undefined ? Object.keys(SHAPES) : [values.shape];
let wrong = 0;
for (const shape of shapes) {
  const random = randomOf(seed(Number(values.seed))).fork(shape);
  const counts = { valid: 0, invalid: 0, minimal: 0 };
  for (let i = 0; i < Number(values.cases); i++) {
    const { problem, valid, minimal } = await compare(shape, random.at(i), Number(values.ops));
    counts[valid ? "valid" : "invalid"]++;
    if (minimal) counts.minimal++;
    if (problem === null) continue;
    wrong++;
    console.error(`${shape} case ${String(i)}: ${problem}`);
  }
  console.log(
    `${shape}: ${String(counts.valid)} linearizable, ${String(counts.invalid)} not (${String(counts.minimal)} with a minimal witness)`,
  );
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
