// `faultline clean`: removes what runs left behind whose harness is gone, by labels and by journals.
import { HarnessError } from "../../core/errors.ts";
import { goesOn, markKilled, markReleased, readJournal } from "../../runner/aftermath.ts";
import { BACKENDS, backendNamed } from "../../runner/backends.ts";
import { runDirectoriesIn } from "../../store/run-directory.ts";

export interface CleanFlags {
  readonly out: string;
  readonly json?: true;
}

export async function clean(flags: CleanFlags): Promise<void> {
  const removed: string[] = [];
  const skipped: string[] = [];
  const directories = runDirectoriesIn(flags.out);
  const dead = directories.filter((directory) => !goesOn(readJournal(directory)));
  const journal = dead.flatMap((directory) => readJournal(directory));
  for (const name of BACKENDS) {
    try {
      removed.push(...(await (await backendNamed(name)).clean(null, journal)));
    } catch (error) {
      if (!(error instanceof HarnessError) || error.code !== "engine") throw error;
      skipped.push(`${name}: ${error.message}`);
    }
  }
  if (skipped.length === 0) for (const directory of dead) markReleased(directory);
  const undone = dead.flatMap((directory) => markKilled(directory, skipped.length === 0));
  print({ removed, undone, skipped }, flags.json === true);
}

interface Cleaned {
  readonly removed: readonly string[];
  /** Faults that ended with what was removed. */
  readonly undone: readonly string[];
  readonly skipped: readonly string[];
}

function print({ removed, undone, skipped }: Cleaned, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "clean", removed, undone, skipped })}\n`);
    return;
  }
  for (const line of removed) process.stdout.write(`removed ${line}\n`);
  for (const line of undone) process.stdout.write(`undid ${line}\n`);
  for (const line of skipped) process.stdout.write(`not looked at: ${line}\n`);
  const where = skipped.length === 0 ? "" : " elsewhere";
  if (removed.length === 0) process.stdout.write(`nothing was left behind${where}\n`);
}
