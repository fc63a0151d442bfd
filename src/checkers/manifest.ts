// One case of a manifest: a small history with the checker to judge it, as a line of JSON, and its answer as another. For
// comparing with recorded verdicts, so histories are read with Jepsen's and Knossos's conventions (see `judgeLine`).
import { HarnessError, messageOf } from "../core/errors.ts";
import { seed } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import { toMs } from "../core/duration.ts";
import { randomOf } from "../core/random.ts";
import { stopwatch } from "../core/real-clock.ts";
import type { Verdict } from "../core/verdict.ts";
import { checkAll } from "./check-all.ts";
import { caseHistory, type ManifestCase } from "./case-history.ts";
import type { CheckContext } from "./checker.ts";
import { crossCheck, type CrossChecked } from "./linearizable/cross-check.ts";
import { checkerOf } from "./registry.ts";

export interface ManifestAnswer {
  readonly name: string;
  readonly valid: boolean | "unknown";
  /** Kinds of the anomalies found, each once. */
  readonly anomalies: readonly string[];
  /** For transactions, the weakest consistency models that the history breaks. */
  readonly not?: readonly string[];
  readonly ms: number;
  /** Why it is unknown. */
  readonly detail?: string;
  /** Of a case that was decided twice: the objects on which two algorithms agree, and those that only one could decide. */
  readonly crossCheck?: CrossChecked;
}

/** A case, judged. */
interface JudgedLine {
  readonly name: string;
  readonly verdict: Verdict;
  readonly crossChecked: CrossChecked | null;
}

const LIMITS = { timeLimitMs: 60_000, memoryLimitBytes: 1 << 30 };

type Options = Readonly<Record<string, Json>>;

/**
 * What recorded verdicts take for granted, and no shrinking, since nobody sees the witness; a case's own options win. See
 * `LinearizableOptions`.
 */
const CONVENTIONS: Readonly<Record<string, Options>> = {
  linearizable: { minOkOps: 0, nullReads: "unknown", shrinkMs: 0 },
  "list-append": { conventions: "elle" },
  "rw-register": { conventions: "elle" },
  stats: { neverOk: "invalid" },
  "total-queue": { minObservations: 0, drained: "assumed" },
};
const OTHER_CONVENTIONS: Options = { minObservations: 0 };

export interface AnswerOptions {
  /** Also decides with a second algorithm; throws `internal` where the two disagree. */
  readonly isCrossChecked?: boolean;
}

/** Answers one line. Throws `usage` beginning with `where` ("cases.jsonl:17") when the line is no case. */
export async function answerLine(
  text: string,
  where: string,
  options: AnswerOptions = {},
): Promise<ManifestAnswer> {
  const took = stopwatch();
  const { name, verdict, crossChecked } = await judgeLine(text, where, options);
  return {
    name,
    valid: verdict.valid,
    anomalies:
      verdict.valid === false ? [...new Set(verdict.anomalies.map(({ kind }) => kind))] : [],
    ...(verdict.details?.not === undefined ? {} : { not: verdict.details.not as string[] }),
    ms: Math.round(toMs(took()) * 1000) / 1000,
    ...(verdict.valid === "unknown" ? { detail: verdict.detail } : {}),
    ...(crossChecked === null ? {} : { crossCheck: crossChecked }),
  };
}

/**
 * The whole verdict on one line. The history stands for itself, not for a run: an empty one is linearizable. See `caseHistory` for
 * how it is read. Throws like `answerLine`.
 */
export async function judgeLine(
  text: string,
  where: string,
  options: AnswerOptions = {},
): Promise<JudgedLine> {
  try {
    return await judgeCase(caseOf(JSON.parse(text)), options);
  } catch (error) {
    const isOurs = error instanceof HarnessError && error.code === "internal";
    throw new HarnessError(isOurs ? "internal" : "usage", `${where}: ${messageOf(error)}`, {
      hint:
        (error instanceof HarnessError ? error.hint : null) ??
        'A line is {"name":…,"checker":…,"model":…,"history":[…]}; see docs/formats.md.',
      cause: error,
    });
  }
}

async function judgeCase(
  manifestCase: ManifestCase,
  { isCrossChecked = false }: AnswerOptions,
): Promise<JudgedLine> {
  const { name, checker, model, options } = manifestCase;
  const judging = { ...(CONVENTIONS[checker] ?? OTHER_CONVENTIONS), ...options };
  const judge = checkerOf({
    checker,
    ...(model === undefined ? {} : { model }),
    options: judging,
  });
  const history = caseHistory(manifestCase);
  const [verdict] = (await checkAll([judge], history, contextOf())) as [Verdict];
  const isChecked = isCrossChecked && checker === "linearizable" && model !== undefined;
  const crossChecked = isChecked
    ? await crossCheck(history, { ...judging, model }, contextOf())
    : null;
  return { name, verdict, crossChecked };
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
