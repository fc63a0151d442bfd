// The one error type of the harness: what happened, where, and what to do next. A finding is never an exception.

/** Closed list of what can go wrong in the harness itself; each maps to an exit code in `exitCodeOf`. */
export type ErrorCode =
  | "usage" // bad flag, bad scenario, bad input file
  | "unsupported" // the back end or the host cannot do what was asked
  | "engine" // no Docker engine, or it died
  | "image" // an image is missing or cannot be built
  | "node" // a node never became healthy, or died by itself
  | "port" // a port is taken
  | "storage" // the run directory cannot be written
  | "leak" // the run left something behind
  | "unhealed" // a fault could not be healed
  | "timeout" // a named wait passed its deadline
  | "internal"; // a bug in Faultline

export interface HarnessErrorOptions {
  /** What the user does next, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** `message` says what happened and where (file and line for input); `hint` what to do next. */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: HarnessErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : {});
    this.name = "HarnessError";
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

/** Exit codes of the command line; see docs/formats.md. */
export const EXIT = {
  ok: 0,
  anomaly: 1,
  unknown: 2,
  infrastructure: 3,
  usage: 64,
  internal: 70,
  sigint: 130,
  sigterm: 143,
} as const;

/** The exit code that an error of the harness ends a command with. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof HarnessError)) return EXIT.internal;
  switch (error.code) {
    case "usage":
      return EXIT.usage;
    case "internal":
      return EXIT.internal;
    case "unsupported":
    case "engine":
    case "image":
    case "node":
    case "port":
    case "storage":
    case "leak":
    case "unhealed":
    case "timeout":
      return EXIT.infrastructure;
  }
}

/** The text of anything thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** Anything thrown as a `HarnessError`; what is none yet becomes `code` with its message kept. */
export function asHarnessError(thrown: unknown, code: ErrorCode = "internal"): HarnessError {
  return thrown instanceof HarnessError
    ? thrown
    : new HarnessError(code, messageOf(thrown), { cause: thrown });
}
