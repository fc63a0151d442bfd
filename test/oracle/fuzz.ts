// Compares the linearizability checker with the brute-force oracle over many random histories.
//   node test/oracle/fuzz.ts [--count 100000] [--seed 1] [--ops 8] [--model NAME | --shape NAME]
// With a model, the count is spread over its shapes.
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compare } from "./compare.ts";
import { SHAPES } from "./random-history.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    ops: { type: "string", default: "8" },
    model: { type: "string" },
    shape: { type: "string" },
  },
});
const shapes = Object.entries(SHAPES)
  .filter(([name]) => values.shape === undefined || values.shape === name)
  .filter(([name, { model = name }]) => values.model === undefined || values.model === model)
  .map(([name]) => name);
if (shapes.length === 0) throw new Error("there are no such histories");
const count =
  values.model === undefined
    ? Number(values.count)
    : Math.ceil(Number(values.count) / shapes.length);
let wrong = 0;
for (const shape of shapes) {
  const random = randomOf(seed(Number(values.seed))).fork(shape);
  const counts = { valid: 0, invalid: 0, minimal: 0 };
  for (let i = 0; i < count; i++) {
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
const { user, system } = process.cpuUsage();
console.log(`${String(wrong)} disagreements, ${((user + system) / 1e6).toFixed(1)} s of CPU`);
process.exitCode = wrong === 0 ? 0 : 1;
