// The `log-pattern` checker: lines in the nodes' logs that no healthy program prints, unless a fault made it sick.
import { HarnessError, messageOf } from "../core/errors.ts";
import type { History } from "../core/history.ts";
import type { LogLine } from "../core/logs.ts";
import type { Anomaly, Verdict } from "../core/verdict.ts";
import { fromMs, toSeconds } from "../core/duration.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { vacuous } from "./vacuous.ts";

const NAME = "log-pattern";

/** Sources of regular expressions, besides those every system is searched for. */
export interface LogPatternOptions {
  readonly patterns?: readonly string[];
}

/**
 * What crashes print, anchored so that talk about crashes ("no fatal errors", "panic=off") is not one. Systems add their own.
 */
const CRASHES: readonly RegExp[] = [
  /^panic: |\bpanic: runtime error|\bpanicked at\b/,
  /^fatal error: |\b(?:FATAL|PANIC):\s/,
  /\bassertion (?:`[^`]*' |"[^"]*" )?failed\b/i,
  /\bsegmentation fault\b|\bSIGSEGV\b/i,
  /^WARNING: DATA RACE/,
  /\bAddressSanitizer: |\bThreadSanitizer: |\bUndefinedBehaviorSanitizer: /,
  /\bjava\.lang\.OutOfMemoryError\b|\bout of memory\b|\bJavaScript heap out of memory\b/i,
  /\b(?:double free or corruption|stack smashing detected)\b/,
];

/** Kept per pattern and node; more lines say nothing new. */
const MAX_PER_PATTERN_AND_NODE = 3;
const MAX_LINE_CHARACTERS = 500;

/** Throws `usage` for a pattern that is no regular expression. */
export function logPattern({ patterns = [] }: LogPatternOptions = {}): Checker {
  const all = [...CRASHES, ...patterns.map(compiled)];
  return {
    name: NAME,
    check: (history, context) =>
      Promise.resolve(vacuous(NAME, history) ?? judge(all, history, context)),
  };
}

function compiled(source: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch (error) {
    throw new HarnessError("usage", `log pattern ${source}: ${messageOf(error)}`, {
      hint: "Patterns are sources of JavaScript regular expressions.",
    });
  }
}

function judge(patterns: readonly RegExp[], history: History, { logs }: CheckContext): Verdict {
  const anomalies: Anomaly[] = [];
  let excused = 0;
  const found = new Map<string, number>();
  for (const line of logs) {
    const pattern = patterns.find((candidate) => candidate.test(line.text));
    if (pattern === undefined) continue;
    if (isExcused(line, history)) {
      excused++;
      continue;
    }
    const place = `${line.node} ${pattern.source}`;
    const count = (found.get(place) ?? 0) + 1;
    found.set(place, count);
    if (count <= MAX_PER_PATTERN_AND_NODE) anomalies.push(anomalyOf(line));
  }
  const matches = [...found.values()].reduce((sum, count) => sum + count, 0);
  const stats = { lines: logs.length, matches, ...(excused === 0 ? {} : { excused }) };
  const [first, ...others] = anomalies;
  if (first === undefined) return { checker: NAME, stats, valid: true };
  return { checker: NAME, stats, valid: false, anomalies: [first, ...others] };
}

/** Logs are stamped by the engine's clock, which was compared with the run's once. */
const CLOCK_ERROR = fromMs(1000);
/** A node that was healed may still die of it so long. */
const AFTER = fromMs(12_000);

/** Whether a fault accounts for it, of which its node may well die: a full disk, say. */
const isExcused = ({ node, time }: LogLine, { faults }: History): boolean =>
  faults.some(
    ({ fatalFrom, targets, end }) =>
      fatalFrom !== undefined &&
      targets.includes(node) &&
      time >= fatalFrom - CLOCK_ERROR &&
      time <= (end ?? Infinity) + AFTER,
  );

function anomalyOf({ node, time, text }: LogLine): Anomaly {
  const line = text.slice(0, MAX_LINE_CHARACTERS);
  return {
    kind: NAME,
    summary: `node ${node} logged "${line.trim()}" at ${toSeconds(time).toFixed(2)} s`,
    ops: [],
    witness: { kind: "log", node, line },
  };
}
