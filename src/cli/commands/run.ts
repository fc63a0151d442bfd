// `faultline run`: loads scenario files, runs them, shows how it goes and ends with an exit code.
import { randomInt } from "node:crypto";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { Emit, RunSummary } from "../../core/events.ts";
import { namesHint } from "../../core/nearest-name.ts";
import type { BackendName } from "../../core/plan.ts";
import { createJsonReporter } from "../../report/json.ts";
import { writeReportOf } from "../../report/html.ts";
import { createReporter } from "../../report/terminal/live.ts";
import { summaryText } from "../../report/terminal/summary.ts";
import { suiteExitOf } from "../../runner/exit-code.ts";
import { planSuite, runSuite, type SuiteItem, type SuiteOptions } from "../../runner/suite.ts";
import type { Overrides } from "../../scenario/define.ts";
import { loadScenarioFile } from "../../scenario/load.ts";
import { readRun } from "../../store/read-run.ts";
import { redactorOf } from "../../store/redact.ts";
import { crashSignal } from "../crash.ts";
import { interruptSignal, sayOnStderr } from "../interrupt.ts";
import { planText } from "../plan-text.ts";
import { terminal } from "../terminal.ts";

const SEEDS = 2 ** 32;
const BYTES_PER_MB = 1024 * 1024;

export interface RunFlags {
  readonly backend?: BackendName;
  readonly seed?: number;
  readonly duration?: string;
  readonly recovery?: string;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly nodes?: number;
  readonly set?: Readonly<Record<string, string>>;
  readonly image?: Readonly<Record<string, string>>;
  readonly grep?: string;
  readonly out: string;
  readonly timeLimit: number;
  readonly memory: number;
  readonly stopOnViolation?: true;
  readonly dryRun?: true;
  readonly list?: true;
  readonly json?: true;
}

export async function run(files: readonly string[], flags: RunFlags): Promise<void> {
  const items = await itemsOf(files, flags);
  const reporter = reporterOf(flags.json === true);
  const options: SuiteOptions = {
    seed: flags.seed ?? randomInt(SEEDS),
    overrides: overridesOf(flags),
    settings: flags.set ?? {},
    images: flags.image ?? {},
    out: flags.out,
    redact: redactorOf(process.env),
    emit: reporter.report,
    interrupt: new AbortController().signal,
    crashed: new AbortController().signal,
    writeReport: writeReportOf,
    stopOnViolation: flags.stopOnViolation === true,
    limits: { checkTimeMs: flags.timeLimit * 1000, checkMemoryBytes: flags.memory * BYTES_PER_MB },
    nodeVersion: process.versions.node,
    pid: process.pid,
  };
  if (flags.list === true) {
    listItems(items, flags.json === true);
    return;
  }
  if (flags.dryRun === true) {
    printPlans(items, options, flags.json === true);
    return;
  }
  const runs = await runSuite(items, {
    ...options,
    interrupt: interruptSignal(reporter.say),
    crashed: crashSignal(),
  });
  const exit = suiteExitOf(runs.map((summary) => summary.exit));
  reporter.close(exit);
  if (flags.json !== true) await printSummaries(runs, items.length);
  process.exitCode = exit;
}

async function itemsOf(files: readonly string[], flags: RunFlags): Promise<readonly SuiteItem[]> {
  const wanted = flags.grep === undefined ? null : regexpOf(flags.grep);
  const items: SuiteItem[] = [];
  for (const path of files) {
    const { opTimeout: _opTimeout, expect: _expect, ...settings } = flags.set ?? {};
    const loaded = await loadScenarioFile(path, settings);
    if (loaded.kind === "scenario")
      items.push({ scenario: loaded.scenario, file: loaded.file, inSuite: false });
    else
      for (const scenario of loaded.suite.scenarios)
        items.push({ scenario, file: loaded.file, inSuite: true });
  }
  const kept = wanted === null ? items : items.filter((item) => wanted.test(item.scenario.name));
  refuseDoubleNames(kept);
  refuseStrangeImages(kept, Object.keys(flags.image ?? {}));
  if (kept.length > 0) return kept;
  throw new HarnessError("usage", `no scenario matches --grep ${flags.grep ?? ""}`, {
    hint: `There are: ${items.map((item) => item.scenario.name).join(", ")}.`,
  });
}

/** A name is the folder of a run and what --grep picks by. */
function refuseDoubleNames(items: readonly SuiteItem[]): void {
  const seen = new Set<string>();
  for (const { scenario, file } of items) {
    if (seen.has(scenario.name))
      throw new HarnessError(
        "usage",
        `${file ?? "here"}: two scenarios are called ${scenario.name}`,
        {
          hint: "Give each a name of its own: `{ ...scenario, name: … }`; to repeat a run, call the command again.",
        },
      );
    seen.add(scenario.name);
  }
}

function refuseStrangeImages(items: readonly SuiteItem[], names: readonly string[]): void {
  const systems = [...new Set(items.map((item) => item.scenario.system.name))];
  const stranger = names.find((name) => !systems.includes(name));
  if (stranger === undefined) return;
  throw new HarnessError("usage", `--image ${stranger}: no scenario here runs that system`, {
    hint: namesHint(stranger, systems),
  });
}

function regexpOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new HarnessError("usage", `--grep ${text} is no regular expression`, {
      hint: messageOf(error),
      cause: error,
    });
  }
}

/** Durations are checked with the scenario that they end up in. */
function overridesOf(flags: RunFlags): Overrides {
  const { backend, duration, recovery, rate, concurrency, nodes } = flags;
  const { opTimeout, expect } = flags.set ?? {};
  const given = { backend, duration, recovery, rate, concurrency, nodes, opTimeout, expect };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

interface Reporter {
  readonly report: Emit;
  /** Where a word to the user goes; on a terminal above the panel, which would wipe out anything else. */
  readonly say: (message: string) => void;
  close(exit: number): void;
}

function reporterOf(json: boolean): Reporter {
  if (json)
    return { ...createJsonReporter((text) => process.stdout.write(text)), say: sayOnStderr };
  const { color, tty, write } = terminal();
  const reporter = createReporter({ color, tty, write, width: () => terminal().width });
  const say = (message: string): void => reporter.report({ type: "warning", message });
  return { ...reporter, say: tty ? say : sayOnStderr };
}

function listItems(items: readonly SuiteItem[], json: boolean): void {
  const names = items.map(({ scenario }) => scenario.name);
  process.stdout.write(
    json ? `${JSON.stringify({ type: "list", scenarios: names })}\n` : `${names.join("\n")}\n`,
  );
}

function printPlans(items: readonly SuiteItem[], options: SuiteOptions, json: boolean): void {
  const plans = planSuite(items, options);
  for (const planned of plans) {
    process.stdout.write(
      json ? `${JSON.stringify({ type: "plan", plan: planned.plan })}\n` : `${planText(planned)}\n`,
    );
  }
}

async function printSummaries(runs: readonly RunSummary[], asked: number): Promise<void> {
  const { color, width } = terminal();
  for (const summary of runs) {
    const stored = await readRun(summary.dir);
    process.stdout.write(`\n${summaryText(summary, stored.history, { color, width })}`);
  }
  process.stdout.write("\n");
  if (asked === 1) return;
  const good = runs.filter((summary) => summary.exit === 0).length;
  process.stdout.write(`${String(good)} of ${String(asked)} scenarios as expected\n`);
}
