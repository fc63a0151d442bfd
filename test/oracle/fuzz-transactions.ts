// Compares the transactional checkers with the brute-force oracle over many random histories.
//   node test/oracle/fuzz-transactions.ts [--cases 10000] [--seed 1] [--txns 7]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { compareTransactions } from "./compare-transactions.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    txns: { type: "string", default: "7" },
  },
});
let wrong = 0;
for (const datatype of ["list", "register"] as const) {
  const random = randomOf(seed(Number(values.seed))).fork(datatype);
  const counts = { serializable: 0, strict: 0 };
  for (let i = 0; i < Number(values.cases); i++) {
    const compared = await compareTransactions(datatype, random.at(i), Number(values.txns));
    if (compared.serializable) counts.serializable++;
    if (compared.strict) counts.strict++;
    if (compared.problem === null) continue;
    if (wrong++ < 5) console.error(`${datatype} case ${String(i)}: ${compared.problem}\n`);
  }
  console.log(
    `${datatype}: of ${values.cases}, ${String(counts.serializable)} serializable, ${String(counts.strict)} strict serializable`,
  );
}
console.log(`${String(wrong)} disagreements`);
process.exitCode = wrong === 0 ? 0 : 1;
