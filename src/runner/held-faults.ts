// The faults that held when a harness died, by the word of its journal. Pure.
import type { JournalEntry } from "../cluster/api.ts";

type FaultEntry = Extract<JournalEntry, { readonly kind: "fault" }>;

/** One run's, in the order of their injection; those that were being put in place are among them. */
export function heldFaults(journal: readonly JournalEntry[]): readonly FaultEntry[] {
  const held = new Map<number, FaultEntry>();
  for (const entry of journal) {
    if (entry.kind === "fault") held.set(entry.id, entry);
    if (entry.kind === "fault-healed") held.delete(entry.id);
  }
  return [...held.values()];
}

/** "kill leader on n2" */
export const faultWords = ({ name, targets }: FaultEntry): string =>
  targets.length === 0 ? name : `${name} on ${targets.join(" ")}`;
