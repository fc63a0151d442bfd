// A run directory while its run goes on: the plan at the start, everything else as it happens, verdicts at the end.
// Writes only; reading is read-run.ts.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { LogLine } from "../core/logs.ts";
import type { HistoryEvent } from "../core/op.ts";
import type { Manifest, Plan, VerdictsFile } from "../core/plan.ts";
import { encodeLogLine } from "./node-log.ts";
import { historyHeader } from "./history-file.ts";
import { FILES } from "./layout.ts";
import { LineWriter } from "./line-writer.ts";
import { nothingSecret, type Redact, redactedJson, redactorOf } from "./redact.ts";

/** Runs started within one second under one seed get a number behind their name. */
const MOST_NAMESAKES = 1000;

/** A link to the run that started last. */
const LATEST = "latest";

/**
 * Owns a run's files. What people read is redacted. Once made it never throws: a run that cannot be recorded any more
 * learns so by `lost`, wherever the write came from.
 */
export class RunDirectory {
  readonly path: string;
  /** Aborted with the first `storage` error: what comes later may be missing. */
  readonly lost: AbortSignal;
  readonly #loss = new AbortController();
  readonly #secrets = new Set<string>();
  #redact: Redact;
  readonly #history: LineWriter;
  readonly #faults: LineWriter;
  readonly #log: LineWriter;
  readonly #journal: LineWriter;
  readonly #nodes = new Map<string, LineWriter>();
  #manifest: Manifest;

  private constructor(path: string, plan: Plan, manifest: Manifest, redact: Redact) {
    this.path = path;
    this.lost = this.#loss.signal;
    this.#redact = redact;
    this.#manifest = manifest;
    this.#writeJson(FILES.plan, plan);
    this.#writeJson(FILES.manifest, manifest);
    this.#history = this.#writer(FILES.history);
    this.#history.append(historyHeader(plan.run, plan.workload.name));
    this.#faults = this.#writer(FILES.faults);
    this.#log = this.#writer(FILES.log);
    this.#journal = this.#writer(FILES.journal);
  }

  /** Makes `base/<scenario>/<stamp>-<seed>/` and points `base/latest` to it. Throws `storage`. */
  static create(
    base: string,
    stamp: string,
    plan: Plan,
    manifest: Manifest,
    redact: Redact,
  ): RunDirectory {
    try {
      const path = freshFolder(join(base, plan.scenario), `${stamp}-${String(plan.seed)}`);
      mkdirSync(join(path, FILES.nodes));
      pointLatest(base, path);
      const directory = new RunDirectory(path, plan, manifest, redact);
      directory.lost.throwIfAborted();
      return directory;
    } catch (error) {
      if (error instanceof HarnessError) throw error;
      throw new HarnessError(
        "storage",
        `cannot make a run directory below ${base}: ${messageOf(error)}`,
        {
          hint: "Name a writable directory with --out.",
          cause: error,
        },
      );
    }
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  get journalPath(): string {
    return join(this.path, FILES.journal);
  }

  get reportPath(): string {
    return join(this.path, FILES.report);
  }

  /** Redacts from now on what looks secret in the environment that a node is given, too. */
  hideSecretsOf(environment: Readonly<Record<string, string>>): void {
    const fresh = Object.entries(environment).filter(
      ([name, value]) => !this.#secrets.has(`${name}=${value}`),
    );
    for (const [name, value] of fresh) this.#secrets.add(`${name}=${value}`);
    const [redact, before] = [redactorOf(Object.fromEntries(fresh)), this.#redact];
    if (redact !== nothingSecret) this.#redact = (text) => redact(before(text));
  }

  /** The value as it may be shown: itself, where nothing in it is secret. */
  redacted<T>(value: T): T {
    const json = redactedJson(value, this.#redact);
    return json === JSON.stringify(value) ? value : (JSON.parse(json) as T);
  }

  appendEvent(event: HistoryEvent): void {
    this.#history.append(redactedJson(event, this.#redact));
  }

  /** Called at injection and again at healing; readers take the last line of each id. */
  appendFault(fault: FaultWindow): void {
    this.#faults.append(redactedJson(fault, this.#redact));
    this.#faults.flush();
  }

  appendNodeLog(line: LogLine): void {
    this.#attempt(() => {
      let writer = this.#nodes.get(line.node);
      if (writer === undefined) {
        writer = this.#writer(join(FILES.nodes, `${line.node}.log`));
        this.#nodes.set(line.node, writer);
      }
      writer.append(encodeLogLine({ ...line, text: this.#redact(line.text) }));
    });
  }

  /** The harness's own log, one JSON object a line. */
  appendLog(entry: object): void {
    this.#log.append(redactedJson(entry, this.#redact));
  }

  /** On disk when this returns: a watchdog must find it. Not redacted: it names what there is to be removed. */
  appendJournal(entry: object): void {
    this.#journal.append(JSON.stringify(entry));
    this.#journal.flush();
  }

  updateManifest(change: Partial<Manifest>): void {
    this.#manifest = { ...this.#manifest, ...change };
    this.#writeJson(FILES.manifest, this.#manifest);
  }

  writeVerdicts(verdicts: VerdictsFile): void {
    this.#writeJson(FILES.verdicts, verdicts);
  }

  /** Everything recorded so far is on its way to the disk. */
  flush(): void {
    for (const writer of this.#writers()) writer.flush();
  }

  close(): void {
    for (const writer of this.#writers()) writer.close();
  }

  #writers(): readonly LineWriter[] {
    return [this.#history, this.#faults, this.#log, this.#journal, ...this.#nodes.values()];
  }

  #writer(name: string): LineWriter {
    return new LineWriter(join(this.path, name), (error) => {
      this.#loss.abort(error);
    });
  }

  #writeJson(name: string, value: unknown): void {
    this.#attempt(() => {
      replaceFile(join(this.path, name), redactedJson(value, this.#redact, 2) + "\n");
    });
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#loss.abort(error);
    }
  }
}

/** Writes beside and renames, so that a reader never sees half a file. Throws `storage`. */
export function replaceFile(path: string, text: string): void {
  try {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw new HarnessError("storage", `cannot write ${path}: ${messageOf(error)}`, {
      hint: "Free space on the disk or name another directory with --out.",
      cause: error,
    });
  }
}

function freshFolder(parent: string, name: string): string {
  mkdirSync(parent, { recursive: true });
  for (let n = 1; n <= MOST_NAMESAKES; n++) {
    const path = join(parent, n === 1 ? name : `${name}-${String(n)}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      // Another harness may make it at this very moment.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  throw new HarnessError("storage", `${parent} holds ${String(MOST_NAMESAKES)} runs named ${name}`);
}

/** By a rename: harnesses that start side by side must not trip over each other. */
function pointLatest(base: string, path: string): void {
  const link = join(path, LATEST);
  symlinkSync(relative(base, path), link);
  renameSync(link, join(base, LATEST));
}

/** Run directories below `base`, newest first; none where `base` is not there. */
export function runDirectoriesIn(base: string): readonly string[] {
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === FILES.plan)
    .map((entry) => entry.parentPath)
    .filter((directory) => directory !== join(base, LATEST))
    .sort((a, b) => startedOf(b).localeCompare(startedOf(a)));
}

function startedOf(directory: string): string {
  try {
    return (JSON.parse(readFileSync(join(directory, FILES.manifest), "utf8")) as Manifest).started;
  } catch {
    return "";
  }
}
