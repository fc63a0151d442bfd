// The verdict of a check that ran into a limit: which keys are done, where the hard window is, and what would decide it.
import { formatDuration, fromMs } from "../../../core/duration.ts";
import type { Operation } from "../../../core/op.ts";
import type { UnknownReason, Verdict } from "../../../core/verdict.ts";
import type { CheckContext } from "../../checker.ts";
import type { KeyedObject } from "../objects.ts";
import type { Judgement } from "../search/search-job.ts";

/** Where a search stood when it was stopped. */
interface HardWindow {
  readonly key: string;
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
  return has("memory") ? "memory" : "timeout";
}

function limitOf(reason: UnknownReason, { memoryLimitBytes, timeLimitMs }: CheckContext): string {
  if (reason === "interrupted") return "when it was interrupted";
  if (reason === "memory") return `in ${String(Math.round(memoryLimitBytes / BYTES_PER_MB))} MB`;
  return `in ${formatDuration(fromMs(timeLimitMs))}`;
}

const whereOf = ({ key, fromEvent, toEvent, width, unknowns }: HardWindow): string =>
  `The hardest window is ${key}, events ${String(fromEvent)} to ${String(toEvent)}, with ${String(width)} operations open at once and ${String(unknowns)} of unknown outcome before it`;

function adviceOf(reason: UnknownReason, window: HardWindow | undefined): string {
  const more = reason === "memory" ? "a higher memory limit" : "a longer time limit";
  const shape =
    window !== undefined && window.unknowns > window.width
      ? "longer operation time-outs (fewer unknown outcomes), fewer operations per key"
      : "fewer clients per key, fewer operations per key";
  return `To decide it: ${more}; or a workload with distinct values, a failed cas that tells the value it saw, ${shape}`;
}

function windowOf({ key, ops }: KeyedObject, blockedAt: number | null): HardWindow {
  const at = blockedAt ?? ops[0]?.index ?? 0;
  const isUnknown = (op: Operation): boolean => op.outcome.type === "info";
  const around = ops.filter((op) => !isUnknown(op) && op.index <= at && (op.completion ?? 0) >= at);
  return {
    key: key === undefined ? "the one object" : `key ${String(key)}`,
    fromEvent: Math.min(at, ...around.map(({ index }) => index)),
    toEvent: Math.max(at, ...around.map(({ completion }) => completion ?? at)),
    width: around.length,
    unknowns: ops.filter((op) => isUnknown(op) && op.index <= at).length,
  };
}
