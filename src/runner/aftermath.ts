// What a harness that died left in its run directory, for whoever cleans up after it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../cluster/api.ts";
import { isAlive } from "../cluster/process/host-process.ts";
import type { Manifest } from "../core/plan.ts";
import { utcNow } from "../core/real-clock.ts";
import { FILES } from "../store/layout.ts";
import { replaceFile } from "../store/run-directory.ts";

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

/** A run that still says "running" was killed: its manifest says so from now on, and whether all of it was removed. */
export function markKilled(directory: string, removed: boolean): void {
  const path = join(directory, FILES.manifest);
  if (!existsSync(path)) return;
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  if (manifest.status !== "running") return;
  const made = removed ? "was removed" : "could not be removed";
  const clean = removed ? "" : " Remove the rest: faultline clean.";
  const killed: Manifest = {
    ...manifest,
    status: "interrupted",
    finished: utcNow().toISOString(),
    error: {
      code: "internal",
      message: `the harness was killed in phase "${manifest.phase}"; what it had made ${made}`,
      hint: `The history is kept: faultline check ${directory}.${clean}`,
    },
  };
  replaceFile(path, JSON.stringify(killed, null, 2) + "\n");
}
