// Compares the streaming checkers with the brute-force oracle over many random histories, prefix by prefix.
//   node test/oracle/fuzz-online.ts [--cases 100000] [--seed 1] [--ops 8] [--shape NAME]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compareOnline } from "./compare-online.ts";
import { ONLINE_SHAPES, onlineHistory } from "./online-history.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    ops: { type: "string", default: "8" },
    shape: { type: "string" },
  },
});
const shapes = values.shape === undefined ? Object.keys(ONLINE_SHAPES) : [values.shape];
let wrong = 0;
for (const shape of shapes) {
  const random = randomOf(seed(Number(values.seed))).fork(shape);
  const counts = { violation: 0, linearizable: 0, deferred: 0 };
  for (let i = 0; i < Number(values.cases); i++) {
    const { model, initial, history } = onlineHistory(shape, random.at(i), Number(values.ops));
    const { problem, ended } = compareOnline(model, initial, history);
    counts[ended]++;
    if (problem === null) continue;
    if (++wrong <= 3) console.error(`${shape} case ${String(i)}: ${problem}`);
  }
  console.log(
    `${shape}: ${String(counts.linearizable)} linearizable, ${String(counts.violation)} not, ${String(counts.deferred)} deferred`,
  );
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
