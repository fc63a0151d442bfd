// `faultline check`: judges a run directory, a history file, or a manifest of many small cases.
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CheckContext } from "../../checkers/checker.ts";
import { checkAll } from "../../checkers/check-all.ts";
import { crossCheck, type CrossChecked } from "../../checkers/linearizable/cross-check.ts";
import { answerLine } from "../../checkers/manifest.ts";
import { checkerNames, checkerOf } from "../../checkers/registry.ts";
import { EXIT, HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import { seed } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import type { CheckerSpec, VerdictsFile } from "../../core/plan.ts";
import { randomOf } from "../../core/random.ts";
import { meets, mergeVerdicts, type Verdict, wordOnRun } from "../../core/verdict.ts";
import { headlineOf } from "../../report/findings.ts";
import { printable } from "../../report/printable.ts";
import { painterOf, symbolOf } from "../../report/terminal/paint.ts";
import { verdictLines } from "../../report/terminal/verdicts.ts";
import { checkContext } from "../../runner/check-run.ts";
import { readHistoryFile } from "../../store/history-file.ts";
import { FILES } from "../../store/layout.ts";
import { isRunDirectory, readRun } from "../../store/read-run.ts";
import type { StoredRun } from "../../store/stored-run.ts";
import { replaceFile } from "../../store/run-directory.ts";
import { interruptSignal } from "../interrupt.ts";
import { terminal } from "../terminal.ts";
import { showEstimates } from "./check-estimate.ts";

export interface CheckFlags {
  readonly checker?: string;
  readonly model?: string;
  readonly consistencyModel?: string;
  readonly anomalies?: string;
  readonly exact?: true;
  readonly manifest?: string;
  readonly timeLimit: number;
  readonly memory: number;
  readonly crossCheck?: true;
  readonly estimate?: true;
  readonly json?: true;
}

const BYTES_PER_MB = 1024 * 1024;

export async function check(path: string | undefined, flags: CheckFlags): Promise<void> {
  if (flags.manifest !== undefined && flags.estimate === true)
    throw new HarnessError("usage", "check takes --manifest or --estimate, not both");
  if (flags.manifest !== undefined) return checkManifest(path, flags.manifest, flags);
  if (path === undefined) {
    throw new HarnessError("usage", "check needs a run directory, a history file or --manifest", {
      hint: "For instance: faultline check reports/latest",
    });
  }
  if (isRunDirectory(path) && flags.estimate === true) {
    const { plan, history } = await readRun(path);
    const specs = flags.model === undefined ? plan.checkers : [specFor(history, flags)];
    showEstimates(specs, history, flags.json === true);
    return;
  }
  if (isRunDirectory(path)) {
    await (flags.checker === undefined ? checkStoredRun(path, flags) : checkRunWith(path, flags));
    return;
  }
  refuseUnlessFile(path, "`faultline list runs` shows the runs.");
  const { history, header } = await readHistoryFile(path);
  const spec = specFor(history, flags);
  if (flags.estimate === true) {
    showEstimates([spec], history, flags.json === true);
    return;
  }
  const context = contextOf(flags);
  const verdicts = await checkAll([checkerOf(spec)], history, context);
  refuseMalformed(verdicts, path, header === null ? 1 : 2);
  await crossCheckAll([spec], history, context, flags);
  showVerdicts(verdicts, history, flags);
}

/** A value that its checker cannot read is an error of the file, named by its line; `first` is the line of event 0. */
function refuseMalformed(verdicts: readonly Verdict[], path: string, first: number): void {
  for (const verdict of verdicts) {
    const event = verdict.details?.event;
    if (verdict.valid !== "unknown" || verdict.reason !== "malformed") continue;
    if (typeof event !== "number") continue;
    const line = path.endsWith(".edn") ? "" : `:${String(event + first)}`;
    throw new HarnessError("usage", `${path}${line}: ${verdict.detail}`, {
      hint: "docs/transactions.md has the values that transactions have.",
    });
  }
}

/** Decides a second time what `linearizable` judged; that two algorithms disagree ends the command. */
async function crossCheckAll(
  specs: readonly CheckerSpec[],
  history: History,
  context: CheckContext,
  flags: CheckFlags,
): Promise<void> {
  if (flags.crossCheck !== true) return;
  for (const { checker, model, options } of specs) {
    if (checker !== "linearizable" || model === undefined) continue;
    const found = await crossCheck(history, { ...options, model }, context);
    tellCrossChecked(found);
  }
}

function tellCrossChecked({ confirmed, unconfirmed }: CrossChecked): void {
  process.stderr.write(
    `faultline: cross-check: two algorithms agree on ${String(confirmed)} objects; ${String(unconfirmed)} stayed unconfirmed, as only one could decide them\n`,
  );
}

function refuseUnlessFile(path: string, hint: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === false) return;
  const what =
    found === undefined ? "no such file or directory" : "is a folder, and no run directory";
  throw new HarnessError("usage", `${path}: ${what}`, { hint });
}

/** The run's own checkers with today's code; verdicts.json is written anew. */
async function checkStoredRun(directory: string, flags: CheckFlags): Promise<void> {
  const run = await readRun(directory);
  const context = checkContext(run, { interrupt: interruptSignal(), limits: limitsOf(flags) });
  const known = new Set(checkerNames());
  const [here, elsewhere] = [
    run.plan.checkers.filter(({ checker }) => known.has(checker)),
    run.plan.checkers.filter(({ checker }) => !known.has(checker)),
  ];
  const judged = await checkAll(here.map(checkerOf), run.history, context);
  await crossCheckAll(here, run.history, context, flags);
  const verdicts = [...judged, ...elsewhere.map(notHere)];
  const complete = run.manifest.status === "done";
  const file: VerdictsFile = {
    format: "faultline-verdicts",
    version: 1,
    verdict: wordOnRun(verdicts, complete),
    expected: complete && meets(run.plan.expect, verdicts),
    ...(run.manifest.stopped === undefined ? {} : { stopped: run.manifest.stopped }),
    verdicts,
  };
  replaceFile(join(directory, FILES.verdicts), `${JSON.stringify(file, null, 2)}\n`);
  show(file, run.history, flags, headLines({ ...run, verdicts: file }));
}

/** One checker on a run, with the run's faults, logs and options; what the run's own checkers said stays as it is. */
async function checkRunWith(directory: string, flags: CheckFlags): Promise<void> {
  const run = await readRun(directory);
  const context = checkContext(run, { interrupt: interruptSignal(), limits: limitsOf(flags) });
  const planned = run.plan.checkers.find(({ checker }) => checker === flags.checker);
  const asked = specFor(run.history, { ...planned, ...flags });
  const spec = { ...planned, ...asked, options: { ...planned?.options, ...asked.options } };
  const verdicts = await checkAll([checkerOf(spec)], run.history, context);
  await crossCheckAll([spec], run.history, context, flags);
  showVerdicts(verdicts, run.history, flags);
}

/** What the run is, how it ended, and what that means for the verdicts below. */
function headLines({ plan, manifest, verdicts }: StoredRun): readonly string[] {
  const { tone, word, sentence } = headlineOf({
    status: manifest.status,
    verdict: verdicts?.verdict ?? null,
    expected: verdicts?.expected ?? false,
    expectation: plan.expect,
    error: manifest.error,
    stopped: manifest.stopped ?? null,
  });
  const paint = painterOf(terminal().color);
  const error =
    manifest.error === null ? [] : [`${manifest.error.code}: ${manifest.error.message}`];
  return [
    `${paint.bold(paint[tone](`${symbolOf[tone]} ${word}`))}  ${plan.scenario} · ${plan.backend} · seed ${String(plan.seed)}`,
    ...[sentence, ...error].map((line) => `  ${printable(line)}`),
  ];
}

/** A checker of the scenario's own is not in the run directory; without it the run is not judged. */
const notHere = ({ checker }: CheckerSpec): Verdict => ({
  checker,
  valid: "unknown",
  reason: "unsupported",
  detail: "it is the scenario's own checker; run the scenario to judge with it",
  stats: {},
});

function showVerdicts(verdicts: readonly Verdict[], history: History, flags: CheckFlags): void {
  const verdict = mergeVerdicts(verdicts);
  show({ verdict, expected: verdict === "valid", verdicts }, history, flags, []);
}

type Judged = Pick<VerdictsFile, "verdict" | "expected" | "verdicts">;

function show(
  { verdict, expected, verdicts }: Judged,
  history: History,
  flags: CheckFlags,
  head: readonly string[],
): void {
  const exit = expected ? EXIT.ok : verdict === "unknown" ? EXIT.unknown : EXIT.anomaly;
  process.exitCode = exit;
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ type: "check", exit, verdict, expected, verdicts })}\n`,
    );
    return;
  }
  const { color, width } = terminal();
  const lines = [...head, ...verdictLines(verdicts, history, { color, width })];
  process.stdout.write(`${lines.join("\n")}\n`);
}

type SpecFlags = Pick<CheckFlags, "checker" | "model" | "consistencyModel" | "anomalies" | "exact">;

function specFor(history: History, flags: SpecFlags): CheckerSpec {
  const checker = flags.checker ?? "linearizable";
  const model = flags.model ?? (checker === "linearizable" ? guessModel(history) : undefined);
  const options = transactionOptions(flags);
  return model === undefined ? { checker, options } : { checker, model, options };
}

/** Names with commas between them, as options of the transactional checkers. */
function transactionOptions(flags: SpecFlags): Record<string, Json> {
  const { consistencyModel, anomalies, exact } = flags;
  return {
    ...(exact === undefined ? {} : { exact }),
    ...(consistencyModel === undefined ? {} : { consistencyModels: consistencyModel.split(",") }),
    ...(anomalies === undefined ? {} : { anomalies: anomalies.split(",") }),
  };
}

/** A history of reads, writes and cas needs no --model. */
function guessModel(history: History): string {
  const names = clientFunctions(history);
  if (names.every((f) => ["read", "write", "cas"].includes(f))) return "cas-register";
  throw new HarnessError("usage", `which model do ${names.join(", ")} belong to?`, {
    hint: "Name it with --model; `faultline list models` shows them.",
  });
}

/** What clients called; the nemesis has functions of its own. */
function clientFunctions({ columns: { f, process, functions } }: History): readonly string[] {
  const called = functions.map(() => false);
  for (let event = 0; event < f.length; event++)
    if ((process[event] as number) >= 0) called[f[event] as number] = true;
  return functions.filter((_, name) => called[name]);
}

const limitsOf = (flags: CheckFlags) => ({
  checkTimeMs: flags.timeLimit * 1000,
  checkMemoryBytes: flags.memory * BYTES_PER_MB,
});

function contextOf(flags: CheckFlags): CheckContext {
  const { checkTimeMs, checkMemoryBytes } = limitsOf(flags);
  return {
    signal: interruptSignal(),
    random: randomOf(seed(0)),
    memoryLimitBytes: checkMemoryBytes,
    timeLimitMs: checkTimeMs,
    logs: [],
    loadWindow: null,
  };
}

/** One answer a line, in order. A line that is no case ends the command with an error that names it. */
async function checkManifest(
  other: string | undefined,
  path: string,
  flags: CheckFlags,
): Promise<void> {
  if (other !== undefined)
    throw new HarnessError("usage", `check takes ${other} or --manifest, not both`);
  if (path !== "-")
    refuseUnlessFile(path, "Name a file of cases, one JSON object a line; - is stdin.");
  const input = path === "-" ? process.stdin : createReadStream(path);
  const name = path === "-" ? "stdin" : path;
  let line = 0;
  const total = { confirmed: 0, unconfirmed: 0 };
  for await (const text of createInterface({ input })) {
    line += 1;
    if (text.trim() === "") continue;
    const where = `${name}:${String(line)}`;
    const answer = await answerLine(text, where, { isCrossChecked: flags.crossCheck === true });
    total.confirmed += answer.crossCheck?.confirmed ?? 0;
    total.unconfirmed += answer.crossCheck?.unconfirmed ?? 0;
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  if (flags.crossCheck === true) tellCrossChecked(total);
}
