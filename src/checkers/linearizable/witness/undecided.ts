// The verdict of a check that ran into a limit: which keys are done, where the hard window is, and what would decide it.
import { formatDuration, fromMs } from "../../../core/duration.ts";
import type { UnknownReason, Verdict } from "../../../core/verdict.ts";
import type { CheckContext } from "../../checker.ts";
import type { KeyedObject } from "../objects.ts";
import type { Judgement } from "../search/search-job.ts";
import { momentAt, openAt, widestMoment } from "../width.ts";

/** The furthest that a search came before it was stopped; where that is not known, where most operations are open. */
interface HardWindow {
  readonly key: string;
  /** The first return that it had not passed. */
  readonly reached: number | null;
  /** First and last event of the operations open there. */
  readonly fromEvent: number;
  readonly toEvent: number;
  /** Operations open at once. */
  readonly width: number;
  /** Operations of unknown outcome called before: each may have happened at any time since. */
  readonly unknowns: number;
}

const BYTES_PER_MB = 1024 * 1024;

/** An object that was searched and what became of it. */
interface Searched {
  readonly object: KeyedObject;
  readonly judgement: Judgement;
}

/** `open` are the objects without an answer, one at least, of `keys` in all. */
export function undecidedVerdict(
  common: Pick<Verdict, "checker" | "stats" | "details">,
  keys: number,
  open: readonly Searched[],
  context: CheckContext,
): Verdict {
  const windows = open.map(({ object, judgement }) => windowOf(object, judgement.blockedAt));
  const reason = reasonOf(open.map(({ judgement }) => judgement));
  const [hardest] = [...windows].sort((a, b) => b.width + b.unknowns - a.width - a.unknowns);
  return {
    ...common,
    valid: "unknown",
    reason,
    detail: [
      `${String(keys - open.length)} of ${String(keys)} keys are linearizable; the rest was not decided ${limitOf(reason, context)}`,
      ...(hardest === undefined ? [] : [whereOf(hardest)]),
      adviceOf(reason, hardest),
    ].join(". "),
    details: { ...common.details, undecided: windows.map((window) => ({ ...window })) },
  };
}

function reasonOf(open: readonly Judgement[]): UnknownReason {
  const has = (ending: Judgement["ending"]): boolean => open.some((j) => j.ending === ending);
  if (has("interrupted")) return "interrupted";
  if (has("crashed")) return "crashed";
  return has("memory") ? "memory" : "timeout";
}

function limitOf(reason: UnknownReason, { memoryLimitBytes, timeLimitMs }: CheckContext): string {
  if (reason === "interrupted") return "when it was interrupted";
  if (reason === "crashed") return "since the thread that searched ended by itself";
  if (reason === "memory") return `in ${String(Math.round(memoryLimitBytes / BYTES_PER_MB))} MB`;
  return `in ${formatDuration(fromMs(timeLimitMs))}`;
}

function whereOf({ key, reached, fromEvent, toEvent, width, unknowns }: HardWindow): string {
  const progress =
    reached === null
      ? "how far the search came is not known"
      : `the search came no further than event ${String(reached)}`;
  return `The hardest window is ${key}, events ${String(fromEvent)} to ${String(toEvent)}, with ${String(width)} operations open at once and ${String(unknowns)} of unknown outcome before it; ${progress}`;
}

function adviceOf(reason: UnknownReason, window: HardWindow | undefined): string {
  const more = reason === "memory" ? "a higher memory limit" : "a longer time limit";
  const shape =
    window !== undefined && window.unknowns > window.width
      ? "longer operation time-outs (fewer unknown outcomes), fewer operations per key"
      : "fewer clients per key, fewer operations per key";
  return `To decide it: ${more}; or a workload with distinct values, a failed cas that tells the value it saw, ${shape}`;
}

function windowOf({ key, ops }: KeyedObject, blockedAt: number | null): HardWindow {
  const { at, width, unknowns } = blockedAt === null ? widestMoment(ops) : momentAt(ops, blockedAt);
  const open = openAt(ops, at);
  return {
    key: key === undefined ? "the one object" : `key ${String(key)}`,
    reached: blockedAt,
    fromEvent: open.reduce((first, { index }) => Math.min(first, index), at),
    toEvent: open.reduce((last, { completion }) => Math.max(last, completion ?? at), at),
    width,
    unknowns,
  };
}
