// One case of a manifest: a small history with the checker to judge it, as a line of JSON, and its answer as another. For
// comparing with recorded verdicts, so histories are read with Jepsen's and Knossos's conventions (see `answerLine`).
import { HarnessError, messageOf } from "../core/errors.ts";
import { eventOf } from "../core/history-event.ts";
import { type History, HistoryBuilder } from "../core/history.ts";
import { seed } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import { toMs } from "../core/duration.ts";
import { randomOf } from "../core/random.ts";
import { stopwatch } from "../core/real-clock.ts";
import type { Verdict } from "../core/verdict.ts";
import { checkAll } from "./check-all.ts";
import type { CheckContext } from "./checker.ts";
import { checkerOf } from "./registry.ts";

/** `{name, checker, model?, options?, history:[op…]}` */
interface ManifestCase {
  readonly name: string;
  readonly checker: string;
  readonly model?: string;
  readonly options?: Readonly<Record<string, Json>>;
  readonly history: readonly unknown[];
}

export interface ManifestAnswer {
  readonly name: string;
  readonly valid: boolean | "unknown";
  /** Kinds of the anomalies found, each once. */
  readonly anomalies: readonly string[];
  readonly ms: number;
  /** Why it is unknown. */
  readonly detail?: string;
}

const LIMITS = { timeLimitMs: 60_000, memoryLimitBytes: 1 << 30 };

/**
 * What recorded verdicts take for granted, and no shrinking, since nobody sees the witness; a case's own options win. See
 * `LinearizableOptions`.
 */
const CONVENTIONS: Readonly<Record<string, Json>> = {
  minOkOps: 0,
  nullReads: "unknown",
  shrinkMs: 0,
};

/**
 * Answers one line. The history stands for itself, not for a run: an empty one is linearizable. An `info` event of a process that
 * calls nothing is a remark and left out; one that names another function than the open call still ends it. Throws `usage`
 * beginning with `where` ("cases.jsonl:17") when the line is no case.
 */
export async function answerLine(text: string, where: string): Promise<ManifestAnswer> {
  try {
    return await answerCase(caseOf(JSON.parse(text)));
  } catch (error) {
    throw new HarnessError("usage", `${where}: ${messageOf(error)}`, {
      hint:
        (error instanceof HarnessError ? error.hint : null) ??
        'A line is {"name":…,"checker":…,"model":…,"history":[…]}; see docs/formats.md.',
      cause: error,
    });
  }
}

async function answerCase(manifestCase: ManifestCase): Promise<ManifestAnswer> {
  const { name, checker, model, options } = manifestCase;
  const took = stopwatch();
  const judge = checkerOf({
    checker,
    ...(model === undefined ? {} : { model }),
    options: checker === "linearizable" ? { ...CONVENTIONS, ...options } : (options ?? {}),
  });
  const [verdict] = (await checkAll([judge], historyOf(manifestCase), contextOf())) as [Verdict];
  return {
    name,
    valid: verdict.valid,
    anomalies:
      verdict.valid === false ? [...new Set(verdict.anomalies.map(({ kind }) => kind))] : [],
    ms: Math.round(toMs(took()) * 1000) / 1000,
    ...(verdict.valid === "unknown" ? { detail: verdict.detail } : {}),
  };
}

const contextOf = (): CheckContext => ({
  signal: new AbortController().signal,
  random: randomOf(seed(0)),
  ...LIMITS,
  logs: [],
  loadWindow: null,
});

function caseOf(value: unknown): ManifestCase {
  const found = value as Partial<ManifestCase> | null;
  if (typeof found !== "object" || found === null) throw new Error("a case is an object");
  if (typeof found.name !== "string") throw new Error('the case has no "name"');
  if (typeof found.checker !== "string") throw new Error(`${found.name}: no "checker"`);
  if (!Array.isArray(found.history)) throw new Error(`${found.name}: "history" is no list`);
  return found as ManifestCase;
}

function historyOf({ name, history }: ManifestCase): History {
  const builder = new HistoryBuilder();
  const open = new Map<unknown, string>();
  for (const [position, line] of history.entries()) {
    const event = eventOf(line, position);
    if (typeof event === "string")
      throw new Error(`${name}: event ${String(position)} of the history ${event}`);
    const called = open.get(event.process);
    if (event.type === "info" && called === undefined && event.process !== "nemesis") continue;
    if (event.type === "invoke") open.set(event.process, event.f);
    else open.delete(event.process);
    builder.append(event.type === "info" && called !== undefined ? { ...event, f: called } : event);
  }
  return builder.build();
}
