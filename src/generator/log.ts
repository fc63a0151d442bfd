// A word to whoever watches the run, at its place among the operations.
import { emit } from "./emit.ts";
import type { Generator } from "./generator.ts";

/** The name of such requests: whoever carries out a generator takes no worker for one and records nothing. */
export const LOG = "faultline:log";

interface LogRequest {
  readonly f: typeof LOG;
  readonly value: string;
}

/** Says `message` once, in the run's log and on the terminal; it takes no time and is in no history. */
export const log = (message: string): Generator<LogRequest> => emit({ f: LOG, value: message });
