// What a harness that died left in its run directory, for whoever cleans up after it.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../cluster/api.ts";
import { loansIn } from "../cluster/docker/adoption/loans.ts";
import { isAlive } from "../cluster/process/host-process.ts";
import { fromMs } from "../core/duration.ts";
import type { Manifest, StoredError } from "../core/plan.ts";
import { utcNow } from "../core/real-clock.ts";
import { endFaults } from "../store/end-faults.ts";
import { FILES } from "../store/layout.ts";
import { replaceFile } from "../store/run-directory.ts";
import { faultWords, heldFaults } from "./held-faults.ts";

/** The journal's whole lines; one that was cut, by a kill or a full disk, was never acted upon. */
export function readJournal(directory: string): readonly JournalEntry[] {
  const path = join(directory, FILES.journal);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => parsed(line) ?? []);
}

function parsed(line: string): JournalEntry | null {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return null;
  }
}

/** Whether the run's harness still lives, as far as this host can tell. */
export const goesOn = (journal: readonly JournalEntry[]): boolean =>
  journal.some(
    (entry) => entry.kind === "run" && entry.harness !== undefined && isAlive(entry.harness),
  );

/**
 * A run that still says "running" was killed: its record says so from now on, whether all of it was removed, and which
 * faults that ended. Returns these in words.
 */
export function markKilled(directory: string, removed: boolean): readonly string[] {
  const path = join(directory, FILES.manifest);
  if (!existsSync(path)) return [];
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  if (manifest.status !== "running") return [];
  const finished = utcNow();
  const faults = heldFaults(readJournal(directory));
  if (removed) {
    const lasted = finished.getTime() - Date.parse(manifest.started);
    endFaults(directory, fromMs(lasted), "undone by the clean-up after the harness was killed");
  }
  const killed: Manifest = {
    ...manifest,
    status: "interrupted",
    finished: finished.toISOString(),
    error: killedError(directory, manifest.phase, removed, faults),
  };
  replaceFile(path, JSON.stringify(killed, null, 2) + "\n");
  return removed ? faults.map(faultWords) : [];
}

/** Everything that the run had adopted is as it was: from now on its journal says so. */
export function markReleased(directory: string): void {
  for (const { run } of loansIn(readJournal(directory), null)) {
    const entry: JournalEntry = { kind: "released", run };
    appendFileSync(join(directory, FILES.journal), `\n${JSON.stringify(entry)}\n`);
  }
}

function killedError(
  directory: string,
  phase: string,
  removed: boolean,
  faults: ReturnType<typeof heldFaults>,
): StoredError {
  const words = faults.map(faultWords).join(", ");
  const made = removed ? "was removed" : "could not be removed";
  const held =
    faults.length === 0 ? "" : `; ${words} ${removed ? "ended with it" : "may still hold"}`;
  const byHand = faults.flatMap((fault) => fault.byHand ?? []);
  const rest = removed ? "" : ` Remove the rest: ${["faultline clean", ...byHand].join("; ")}.`;
  return {
    code: "internal",
    message: `the harness was killed in phase "${phase}"; what it had made ${made}${held}`,
    hint: `The history is kept: faultline check ${directory}.${rest}`,
  };
}
