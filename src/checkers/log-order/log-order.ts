// The `log-order` checker: append-only logs with offsets (topics, streams). What was acknowledged is polled at its offset, once, in
// order, without gaps that others see filled; the anomalies of jepsen.tests.kafka without transactions. Streams are keys.
import type { Checker } from "../checker.ts";
import type { Findings } from "../keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "../keyed/keyed-checker.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { followPollers } from "./pollers.ts";
import { LOG_FUNCTIONS, readStreams } from "./read-streams.ts";
import { judgeStream } from "./stream.ts";

export interface LogOrderOptions extends KeyedOptions {
  /**
   * Where a poller starts: "anywhere" (when left out), so that what lies before its first answer is not held against the log; or at
   * the "beginning".
   */
  readonly start?: "anywhere" | "beginning";
}

export const logOrder = (options: LogOrderOptions = {}): Checker =>
  keyedChecker(
    {
      name: "log-order",
      functions: LOG_FUNCTIONS,
      observations: "polled messages",
      whole: true,
      judge: (object, found) => {
        judge(object, found, options.start === "beginning");
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, fromBeginning: boolean): void {
  const streams = readStreams(object, found);
  for (const stream of streams.all) stream.seal();
  followPollers(object, streams, found, fromBeginning);
  for (const stream of streams.all) judgeStream(stream, object, found);
  found.count("streams", streams.all.length);
}
