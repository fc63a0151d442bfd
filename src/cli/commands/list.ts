// `faultline list`: the scenarios below scenarios/, the runs below reports/, the checkers and models there are.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkerNames, modelNames } from "../../checkers/registry.ts";
import { HarnessError } from "../../core/errors.ts";
import type { VerdictsFile } from "../../core/plan.ts";
import { loadScenarioFile } from "../../scenario/load.ts";
import { FILES } from "../../store/layout.ts";
import { readPlanAndManifest } from "../../store/read-run.ts";
import { runDirectoriesIn } from "../../store/run-directory.ts";
import { tableText } from "../table.ts";
import { terminal } from "../terminal.ts";

export interface ListFlags {
  readonly out: string;
  readonly json?: true;
}

type Row = Readonly<Record<string, string>>;

export async function list(what: string, flags: ListFlags): Promise<void> {
  const rows = await rowsOf(what, flags);
  if (flags.json === true) {
    for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  if (rows.length === 0) {
    process.stdout.write(`no ${what}\n`);
    return;
  }
  // A scenario's name is its path in other words; --json has it.
  const head = Object.keys(rows[0] ?? {}).filter((column) => column !== "name");
  const cells = rows.map((row) => head.map((column) => row[column] ?? ""));
  process.stdout.write(`${tableText(head, cells, terminal())}\n`);
}

async function rowsOf(what: string, flags: ListFlags): Promise<readonly Row[]> {
  switch (what) {
    case "scenarios":
      return scenarioRows("scenarios");
    case "runs":
      return runDirectoriesIn(flags.out).map(runRow);
    case "checkers":
      return checkerNames().map((checker) => ({ checker }));
    case "models":
      return modelNames().map((model) => ({ model }));
    default:
      throw new HarnessError("usage", `cannot list "${what}"`, {
        hint: "It lists scenarios, runs, checkers or models.",
      });
  }
}

async function scenarioRows(folder: string): Promise<readonly Row[]> {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(scenario|suite)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const rows: Row[] = [];
  for (const file of files) {
    const loaded = await loadScenarioFile(file);
    rows.push(
      loaded.kind === "suite"
        ? {
            file,
            name: loaded.suite.name,
            what: `Suite: ${loaded.suite.scenarios.map(({ name }) => name).join(", ")}.`,
          }
        : { file, name: loaded.scenario.name, what: loaded.scenario.description },
    );
  }
  return rows;
}

function runRow(directory: string): Row {
  const { plan, manifest } = readPlanAndManifest(directory);
  return {
    run: directory,
    started: manifest.started,
    status: manifest.status,
    verdict: verdictOf(join(directory, FILES.verdicts)),
    seed: String(plan.seed),
  };
}

function verdictOf(path: string): string {
  if (!existsSync(path)) return "";
  const { verdict, expected } = JSON.parse(readFileSync(path, "utf8")) as VerdictsFile;
  if (verdict === "valid" && expected) return verdict;
  return verdict === "unknown"
    ? verdict
    : `${verdict}, ${expected ? "as expected" : "not expected"}`;
}
