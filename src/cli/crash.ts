// Exceptions that nobody caught: thrown in a timer of a client's, say. Node would end with exit code 1, which says
// "an anomaly was found"; a run ends in order instead and any other command with the code of an internal error.
import { asHarnessError, EXIT } from "../core/errors.ts";
import { fail } from "./fail.ts";

const CRASH = "uncaughtException";

/** Ends the process with what was thrown, in words. */
export function endOnCrash(json: boolean): void {
  process.on(CRASH, (error) => {
    fail(error, json);
    process.exit(EXIT.internal);
  });
}

/** From now on a crash aborts this signal instead, with a `HarnessError`; what follows the first is only told. */
export function crashSignal(): AbortSignal {
  const controller = new AbortController();
  process.removeAllListeners(CRASH);
  process.on(CRASH, (error) => {
    process.stderr.write(`faultline: nobody caught ${error.stack ?? String(error)}\n`);
    controller.abort(asHarnessError(error));
  });
  return controller.signal;
}
