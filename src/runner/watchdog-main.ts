// The watchdog's program: waits until the pipe to the harness ends, then removes what the run left on the host.
// Arguments: run id, back end, run directory.
import type { BackendName } from "../core/plan.ts";
import { sleepMs } from "../core/real-clock.ts";
import { backendNamed } from "./backends.ts";
import { markKilled, readJournal } from "./aftermath.ts";
import { FAREWELL } from "./watchdog.ts";

const TRIES = 20;
const BETWEEN_TRIES_MS = 400;

const [run = "", backend = "process", directory = ""] = process.argv.slice(2);

let heard = "";
for await (const chunk of process.stdin.setEncoding("utf8")) heard += String(chunk);
if (!heard.endsWith(FAREWELL)) await cleanUp();

/** The engine may still be making what the harness asked for last: look again until nothing turns up twice. */
async function cleanUp(): Promise<void> {
  const target = await backendNamed(backend as BackendName);
  let quiet = 0;
  for (let tries = 0; tries < TRIES && quiet < 2; tries++) {
    try {
      const removed = await target.clean(run, readJournal(directory));
      quiet = removed.length === 0 ? quiet + 1 : 0;
    } catch {
      quiet = 0;
    }
    await sleepMs(BETWEEN_TRIES_MS);
  }
  markKilled(directory);
}
