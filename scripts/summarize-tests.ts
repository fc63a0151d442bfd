// The end of `npm test`: adds up the projects, lists what could not run, prints the one line that machines read.
// Argument: the folder that scripts/test.sh fills (stages, missing, <project>.json). Exits 1 on any failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [folder = "."] = process.argv.slice(2);
const linesOf = (name: string): readonly string[] => {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
};

/** A file that failed without a failing test in it (it did not load) counts as one. */
function tallyOf(report: VitestReport): Tally {
  const statuses = report.testResults.flatMap((file) => {
    const own = file.assertionResults.map(({ status }) => status);
    return file.status === "failed" && !own.includes("failed") ? [...own, "failed"] : own;
  });
  const count = (of: (status: string) => boolean): number => statuses.filter(of).length;
  const passed = count((status) => status === "passed");
  const failed = count((status) => status === "failed");
  return { passed, failed, skipped: statuses.length - passed - failed };
}

/** A stage that failed and whose tests do not say so (format, an unhandled rejection, no report) counts as one failure. */
function tallyOfStage(line: string): Tally {
  const [name = "", code = "1"] = line.split(" ");
  const path = join(folder, `${name}.json`);
  const tally = existsSync(path)
    ? tallyOf(JSON.parse(readFileSync(path, "utf8")) as VitestReport)
    : { passed: 0, failed: 0, skipped: 0 };
  return code !== "0" && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

const stages = linesOf("stages");
const missing = linesOf("missing");
const required = process.env["FAULTLINE_REQUIRE_DOCKER"] === "1";
const tallies = stages.map(tallyOfStage);
const sum = (of: (tally: Tally) => number): number => tallies.reduce((n, t) => n + of(t), 0);
const passed = sum((t) => t.passed);
const failed = sum((t) => t.failed) + (required ? missing.length : 0);

console.log("");
for (const stage of stages.filter((line) => !line.endsWith(" 0")))
  console.log(`FAILED ${stage.split(" ")[0] ?? ""}`);
for (const line of missing) console.log(`${required ? "FAILED" : "NOT RUN"} ${line}`);
console.log(
  `${String(passed)} passed, ${String(failed)} failed, ${String(sum((t) => t.skipped))} skipped`,
);
// A run that tested nothing has shown nothing.
process.exit(failed === 0 && passed > 0 ? 0 : 1);
