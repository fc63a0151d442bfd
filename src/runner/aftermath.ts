// What a harness that died left in its run directory, for whoever cleans up after it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../cluster/api.ts";
import type { Manifest } from "../core/plan.ts";
import { utcNow } from "../core/real-clock.ts";
import { FILES } from "../store/layout.ts";
import { replaceFile } from "../store/run-directory.ts";

/** The journal's whole lines; a cut last one was never acted upon. */
export function readJournal(directory: string): readonly JournalEntry[] {
  const path = join(directory, FILES.journal);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** A run that still says "running" was killed: its manifest says so from now on. */
export function markKilled(directory: string): void {
  const path = join(directory, FILES.manifest);
  if (!existsSync(path)) return;
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  if (manifest.status !== "running") return;
  const killed: Manifest = {
    ...manifest,
    status: "interrupted",
    finished: utcNow().toISOString(),
    error: {
      code: "internal",
      message: `the harness was killed in phase "${manifest.phase}"; what it had made was removed`,
      hint: `The history is kept: faultline check ${directory}`,
    },
  };
  replaceFile(path, JSON.stringify(killed, null, 2) + "\n");
}
