// The command line: names the commands and their options, turns whatever goes wrong into one message and an exit code.
// Commands are loaded when called, so that --help stays quick.
import { statSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { EXIT } from "../core/errors.ts";
import { version } from "../core/version.ts";
import type { CheckFlags } from "./commands/check.ts";
import type { CleanFlags } from "./commands/clean.ts";
import type { DoctorFlags } from "./commands/doctor.ts";
import type { ListFlags } from "./commands/list.ts";
import type { ReportFlags } from "./commands/report.ts";
import type { RunFlags } from "./commands/run.ts";
import { endOnCrash } from "./crash.ts";
import { fail, printFailure } from "./fail.ts";

const EXAMPLES = `
For instance:
  faultline run scenarios/smoke.suite.ts            run scenarios, each with a report at its end
  faultline run my.scenario.ts --dry-run --seed 7   see what it would do
  faultline check reports/latest                    judge what the last run recorded once more

Exit codes: 0 as expected, 1 an anomaly or a known one not found, 2 unknown, 3 infrastructure,
64 usage, 70 a bug in Faultline, 130 and 143 interrupted.
`;

/** Runs the command line and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = programOf();
  endOnCrash(argv.includes("--json"));
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      fail(error, argv.includes("--json"));
      return;
    }
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    // Commander has said on stderr what is wrong.
    if (error.exitCode !== 0 && argv.includes("--json")) {
      const message = error.message.replace(/^error: /, "");
      printFailure(EXIT.usage, { code: "usage", message, hint: null });
    }
  }
}

function programOf(): Command {
  const program = new Command("faultline")
    .description("Breaks a distributed system on purpose and says whether it kept its promises.")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("  `faultline help <command>` shows what it takes.")
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, "faultline: ")),
    })
    .configureHelp({ showGlobalOptions: false })
    .addHelpText("after", EXAMPLES);
  for (const add of [addRun, addCheck, addReport, addList, addDoctor, addClean]) add(program);
  return program;
}

function addRun(program: Command): void {
  program
    .command("run")
    .description("run scenario files and suites")
    .argument("<file...>", "*.scenario.ts or *.suite.ts")
    .addOption(new Option("--backend <name>", "where nodes run").choices(["process", "docker"]))
    .option("--seed <n>", "makes choices repeatable (default: a new one)", integer(0, 2 ** 32 - 1))
    .option("--duration <time>", "how long faults and load go on, e.g. 60s")
    .option("--recovery <time>", "load without faults after that")
    .option("--rate <n>", "operations per second over all clients", positive)
    .option("--concurrency <n>", "number of clients", integer(1, 10_000))
    .option("--nodes <n>", "size of the cluster", integer(1, 99))
    .option(
      "--set <name=value>",
      "a setting of the scenario file, opTimeout or expect (repeatable)",
      pairs,
    )
    .option("--image <name=ref>", "another image for a system (repeatable)", pairs)
    .option("--grep <regexp>", "only scenarios whose name matches")
    .option("--out <dir>", "where run directories go", folder, "reports")
    .option("--time-limit <seconds>", "per checker", positive, 120)
    .option("--memory <MB>", "per checker", positive, 2048)
    .option("--stop-on-violation", "end the load as soon as a violation is certain")
    .option("--dry-run", "print the plan in words and touch nothing")
    .option("--list", "print the scenarios' names and stop")
    .option("--json", "events as NDJSON on stdout")
    .action(async (files: string[], options: RunFlags) => {
      const { run } = await import("./commands/run.ts");
      await run(files, options);
    });
}

function addCheck(program: Command): void {
  program
    .command("check")
    .description("judge a recorded history again")
    .argument("[path]", "a run directory, history.jsonl or Jepsen's history.edn")
    .option("--checker <name>", "for a history file (default: linearizable)")
    .option("--model <name>", "the checker's model, e.g. cas-register")
    .option("--consistency-model <names>", "for transactions: what must hold, with commas between")
    .option("--anomalies <kinds>", "for transactions: what must not be there, e.g. G0,G1a")
    .option("--exact", "for transactions: decide what inference leaves open, too")
    .option("--manifest <file>", "many cases, one JSON object a line; - is stdin")
    .option("--cross-check", "decide linearizability with a second algorithm, too")
    .option("--estimate", "check nothing: say what deciding linearizability is going to take")
    .option("--time-limit <seconds>", "per checker", positive, 120)
    .option("--memory <MB>", "per checker", positive, 2048)
    .option("--json", "machine output")
    .action(async (path: string | undefined, options: CheckFlags) => {
      const { check } = await import("./commands/check.ts");
      await check(path, options);
    });
}

function addReport(program: Command): void {
  program
    .command("report")
    .description("write the HTML report of a run again")
    .argument("[run]", "a run directory", "reports/latest")
    .option("--json", "machine output")
    .action(async (path: string, options: ReportFlags) => {
      const { report } = await import("./commands/report.ts");
      await report(path, options);
    });
}

function addList(program: Command): void {
  program
    .command("list")
    .description("scenarios, runs, checkers, models")
    .argument("[what]", "scenarios, runs, checkers or models", "scenarios")
    .option("--out <dir>", "where run directories are", folder, "reports")
    .option("--json", "machine output")
    .action(async (what: string, options: ListFlags) => {
      const { list } = await import("./commands/list.ts");
      await list(what, options);
    });
}

function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("what this host can inject, and why not")
    .option("--json", "machine output")
    .action(async (options: DoctorFlags) => {
      const { doctor } = await import("./commands/doctor.ts");
      await doctor(options);
    });
}

function addClean(program: Command): void {
  program
    .command("clean")
    .description("remove what runs left behind whose harness is gone")
    .option("--out <dir>", "where run directories are", folder, "reports")
    .option("--json", "machine output")
    .action(async (options: CleanFlags) => {
      const { clean } = await import("./commands/clean.ts");
      await clean(options);
    });
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${String(min)} to ${String(max)}.`,
    );
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a positive number.");
}

/** Something is there and no folder: found out before anything runs. */
function folder(path: string): string {
  if (path === "") throw new InvalidArgumentError("It must name a folder.");
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false) return path;
  throw new InvalidArgumentError("It is a file, and must be a folder.");
}

/** Collects `name=value`. */
function pairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("It must be name=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
