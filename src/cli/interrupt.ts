// ^C and SIGTERM: the first heals and wraps up, the second stops at once. What is left then, the watchdog removes.
import { toMs } from "../core/duration.ts";
import { EXIT } from "../core/errors.ts";
import { stopwatch } from "../core/real-clock.ts";

/** npm forwards the terminal's ^C to its child, which has it already: what follows this closely is the same one. */
const SAME_SIGNAL_MS = 700;

/** On a line of its own: the terminal has just echoed ^C. */
export const sayOnStderr = (message: string): void => {
  process.stderr.write(`\nfaultline: ${message}\n`);
};

/** Aborted with the signal's name by the first; the second ends the process. `say` tells the user what happens. */
export function interruptSignal(say: (message: string) => void = sayOnStderr): AbortSignal {
  const controller = new AbortController();
  let sinceFirst = stopwatch();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        sinceFirst = stopwatch();
        say("interrupted: healing faults, keeping the history (again to stop at once)");
        controller.abort(name);
      } else if (toMs(sinceFirst()) > SAME_SIGNAL_MS) {
        sayOnStderr(
          "stopped at once; the cluster may be left for some seconds: the watchdog is removing it (`faultline clean` does the same)",
        );
        process.exit(name === "SIGTERM" ? EXIT.sigterm : EXIT.sigint);
      }
    });
  }
  return controller.signal;
}
