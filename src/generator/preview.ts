// What a generator will ask for, as text: to look at it before anything runs.
import { formatDuration } from "../core/duration.ts";
import { seed as seedOf } from "../core/ids.ts";
import { randomOf } from "../core/random.ts";
import { type CompletionModel, perfect } from "./completion-models.ts";
import type { Generator } from "./generator.ts";
import { simulated } from "./simulate.ts";

/** An endless generator shows so many operations. */
const MAX_SHOWN = 12;
const TIME_CHARS = 7;

export interface PreviewOptions {
  /** Client workers; default 2. */
  readonly concurrency?: number;
  readonly seed?: number;
  /** Whether there are nemesis workers; default no. */
  readonly nemesis?: boolean;
  /** What becomes of each operation; by default all are `ok` after 10 ms. */
  readonly complete?: CompletionModel;
  readonly maxOps?: number;
}

/** The operations of `generator` in virtual time, one a line: when, which process, what. */
export function preview(generator: Generator, options: PreviewOptions = {}): string {
  const { concurrency = 2, seed = 1, maxOps = MAX_SHOWN, nemesis = false } = options;
  const events = simulated(generator, {
    concurrency,
    random: randomOf(seedOf(seed)),
    nemesis,
    complete: options.complete ?? perfect,
    maxOps,
  });
  const lines: string[] = [];
  for (const { end, event } of events) {
    if (end === "completion") continue;
    const { time, process, f, key, value } = event;
    const who = process === "nemesis" ? process : `p${String(process)}`;
    const words = [
      f,
      ...(key === undefined ? [] : [`${String(key)}:`]),
      value === undefined ? "" : JSON.stringify(value),
    ];
    lines.push(`${formatDuration(time).padStart(TIME_CHARS)}  ${who} ${words.join(" ")}`);
  }
  return lines.join("\n");
}
