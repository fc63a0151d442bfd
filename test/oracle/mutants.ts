// Plants bugs in copies of the source, one at a time, and runs the fuzz on each: a rule that can be broken unnoticed is not tested.
//   node test/oracle/mutants.ts [--count 3000] [--only TEXT]
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MUTANTS, type Mutant } from "./path-mutants.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "3000" },
    only: { type: "string", default: "" },
  },
});

/** The tree that the fuzz needs. */
const COPIED = ["src", "test", "package.json"];

function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), "mutants-"));
  for (const path of COPIED)
    cpSync(path, join(copy, path), {
      recursive: true,
      filter: (from) => !from.includes("report-ui"),
    });
  symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** The first shape whose fuzz notices; null where none does. */
function noticedBy(copy: string, { file, from, to, shapes }: Mutant): string | null {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  const noticed = shapes.find((shape) => {
    const args = ["test/oracle/fuzz.ts", "--count", values.count, "--shape", shape];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    if (/(Syntax|Reference|Type)Error/.test(stderr)) throw new Error(stderr);
    return status !== 0;
  });
  writeFileSync(path, text);
  return noticed ?? null;
}

const copy = copyOfTree();
let missed = 0;
try {
  for (const mutant of MUTANTS.filter(({ rule }) => rule.includes(values.only))) {
    const shape = noticedBy(copy, mutant);
    if (shape === null) missed++;
    console.log(
      `${shape === null ? "MISSED " : "noticed"} ${mutant.rule}${shape === null ? "" : ` (${shape})`}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true });
}
console.log(`${String(missed)} missed`);
process.exitCode = missed === 0 ? 0 : 1;
