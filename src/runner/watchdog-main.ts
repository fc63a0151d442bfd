// The watchdog's program: waits until the pipe to the harness ends, then removes what the run left on the host.
// Arguments: run id, back end, run directory.
import { toMs } from "../core/duration.ts";
import type { BackendName } from "../core/plan.ts";
import { sleepMs, stopwatch } from "../core/real-clock.ts";
import { backendNamed } from "./backends.ts";
import { markKilled, markReleased, readJournal } from "./aftermath.ts";
import { FAREWELL } from "./watchdog.ts";

/** The engine may still be making what the harness asked for last: done when nothing turned up for so long. */
const QUIET_MS = 3_000;
const GIVE_UP_MS = 60_000;
const BETWEEN_TRIES_MS = 300;

const [run = "", backend = "process", directory = ""] = process.argv.slice(2);

let heard = "";
for await (const chunk of process.stdin.setEncoding("utf8")) heard += String(chunk);
if (!heard.endsWith(FAREWELL)) {
  const cleaned = await cleanUp();
  markKilled(directory, cleaned);
  if (cleaned) markReleased(directory);
}

/** Whether all was removed before it gave up. */
async function cleanUp(): Promise<boolean> {
  const target = await backendNamed(backend as BackendName);
  const elapsed = stopwatch();
  let quiet = stopwatch();
  while (toMs(quiet()) < QUIET_MS) {
    if (toMs(elapsed()) > GIVE_UP_MS) return false;
    try {
      const removed = await target.clean(run, readJournal(directory));
      if (removed.length > 0) quiet = stopwatch();
    } catch {
      quiet = stopwatch();
    }
    await sleepMs(BETWEEN_TRIES_MS);
  }
  return true;
}
