// How the command line says that something went wrong: one message on stderr, the next step, an exit code.
import { asHarnessError, exitCodeOf } from "../core/errors.ts";
import type { StoredError } from "../core/plan.ts";

/** With `json`, also the closing summary line on stdout that machine readers wait for. */
export function fail(thrown: unknown, json: boolean): void {
  const error = asHarnessError(thrown);
  const exit = exitCodeOf(error);
  process.exitCode = exit;
  process.stderr.write(
    `faultline: ${error.message}\n${error.hint === null ? "" : `  ${error.hint}\n`}`,
  );
  if (error.code === "internal" && thrown instanceof Error && thrown.stack !== undefined)
    process.stderr.write(`${thrown.stack}\n`);
  if (!json) return;
  const { code, message, hint } = error;
  printFailure(exit, { code, message, hint });
}

/** The closing line of a command that failed. */
export function printFailure(exit: number, error: StoredError): void {
  process.stdout.write(`${JSON.stringify({ type: "summary", exit, error, runs: [] })}\n`);
}
