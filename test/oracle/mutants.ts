// Plants bugs in the linear-time paths, one at a time, and compares what they then say with brute force: a rule that can be broken
// unnoticed is not tested.
//   node test/oracle/mutants.ts [--count 8000] [--only TEXT]
import { parseArgs } from "node:util";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { COLLECTION_MUTANTS } from "./collection-mutants.ts";
import { COLLECTIONS } from "./collections.ts";
import { MUTANTS, type Mutant } from "./path-mutants.ts";
import { importWith } from "./planted.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "8000" },
    only: { type: "string", default: "" },
  },
});

const MAX_OPS = 8;
const COLLECTION_MODULE = "test/oracle/compare-path.ts";
const CHECKER_MODULE = "test/oracle/compare.ts";

/** The first shape on which the bug is noticed; null where it is on none. */
async function noticedOn(mutant: Mutant): Promise<string | null> {
  const isOfCollections = mutant.shapes.every((shape) => shape in COLLECTIONS);
  const compare = isOfCollections
    ? (await importWith<typeof import("./compare-path.ts")>(COLLECTION_MODULE, mutant))
        .compareRandom
    : (await importWith<typeof import("./compare.ts")>(CHECKER_MODULE, mutant)).compare;
  for (const shape of mutant.shapes) {
    const random = randomOf(seed(1)).fork(shape);
    for (let i = 0; i < Number(values.count); i++)
      try {
        if ((await compare(shape, random.at(i), MAX_OPS)).problem !== null) return shape;
      } catch (error) {
        if (error instanceof ReferenceError || error instanceof SyntaxError) throw error;
        return shape;
      }
  }
  return null;
}

let missed = 0;
for (const mutant of [...MUTANTS, ...COLLECTION_MUTANTS]) {
  if (!mutant.rule.includes(values.only)) continue;
  const shape = await noticedOn(mutant);
  if (shape === null) missed++;
  console.log(shape === null ? `MISSED  ${mutant.rule}` : `noticed ${mutant.rule} (${shape})`);
}
console.log(`${String(missed)} missed`);
process.exitCode = missed === 0 ? 0 : 1;
