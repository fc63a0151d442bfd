// Runs a scenario from within a test and hands back what came of it. A rim file: it names the process to the run directory.
import { randomInt } from "node:crypto";
import type { CheckContext } from "../checkers/checker.ts";
import { elementAt } from "../core/assert.ts";
import { HarnessError } from "../core/errors.ts";
import type { RunEvent, RunSummary } from "../core/events.ts";
import type { History } from "../core/history.ts";
import { writeReportOf } from "../report/html.ts";
import { checkContext } from "../runner/check-run.ts";
import { runSuite } from "../runner/suite.ts";
import type { Overrides, Scenario } from "../scenario/define.ts";
import { validateScenario } from "../scenario/validate.ts";
import { readRun } from "../store/read-run.ts";
import { redactorOf } from "../store/redact.ts";

const SEEDS = 2 ** 32;
const LIMITS = { checkTimeMs: 120_000, checkMemoryBytes: 2 * 1024 ** 3 };

/** Fields of the scenario to replace, and how to run it. */
export interface RunScenarioOptions extends Overrides {
  /** Where the run directory goes; default "reports". */
  readonly out?: string;
  /** Hears of everything that the run says while it goes on. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Ends the run early: faults are healed, what was recorded is judged. */
  readonly signal?: AbortSignal;
  /** Ends the load as soon as a violation is certain. */
  readonly stopOnViolation?: boolean;
}

/** A run that came to its end, with its history; `verdict` is what its own checkers say. */
export interface ScenarioRun extends RunSummary {
  readonly history: History;
  /** What further checkers judge it in. */
  readonly context: CheckContext;
}

/**
 * Runs `scenario`; what `expect` of it is not met is in `verdict` and `expected`. Rejects with what kept the run from coming
 * to its end: a node that never became healthy, say. Give the test time: the run takes its duration, recovery and a few seconds.
 */
export async function runScenario(
  scenario: Scenario,
  options: RunScenarioOptions = {},
): Promise<ScenarioRun> {
  const { out = "reports", onEvent = () => undefined, signal, stopOnViolation, ...rest } = options;
  const { seed = randomInt(SEEDS), ...overrides } = rest;
  const interrupt = signal ?? new AbortController().signal;
  const item = { scenario: validateScenario(scenario, scenario.name), file: null, inSuite: false };
  const runs = await runSuite([item], {
    seed,
    overrides,
    settings: {},
    images: {},
    out,
    redact: redactorOf(process.env),
    emit: onEvent,
    interrupt,
    crashed: new AbortController().signal,
    writeReport: writeReportOf,
    stopOnViolation: stopOnViolation === true,
    limits: LIMITS,
    nodeVersion: process.versions.node,
    pid: process.pid,
  });
  const summary = elementAt(runs, 0);
  if (summary.error !== null) throw failed(summary.error, summary.dir);
  const stored = await readRun(summary.dir);
  const context = checkContext(stored, { interrupt, limits: LIMITS });
  return { ...summary, history: stored.history, context };
}

const failed = ({ code, message, hint }: NonNullable<RunSummary["error"]>, dir: string) =>
  new HarnessError(code, `${message} (${dir})`, hint === null ? {} : { hint });
