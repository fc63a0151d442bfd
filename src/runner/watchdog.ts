// Starts the watchdog of a run: a process of its own that cleans up when the harness dies without doing so.
// The pipe between the two is the signal: its end without a farewell means that the harness is gone.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BackendName } from "../core/plan.ts";

export const FAREWELL = "released\n";

export interface Watchdog {
  /** The run cleaned up after itself: the watchdog ends and touches nothing. */
  release(): void;
}

/** The watchdog leads a session of its own, so that ^C in the terminal does not reach it. */
export function startWatchdog(
  run: string,
  backend: BackendName,
  directory: string,
  onFailure: (why: string) => void,
): Watchdog {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = fileURLToPath(new URL(`./watchdog-main.${extension}`, import.meta.url));
  const child = spawn(process.execPath, [program, run, backend, directory], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", (error) => onFailure(error.message));
  child.unref();
  child.stdin.on("error", () => undefined);
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      child.stdin.end(FAREWELL);
    },
  };
}
