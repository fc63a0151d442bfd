// What runs have adopted and not given back, by the word of their journals. Pure.
import type { AdoptedContainer, JournalEntry } from "../../api.ts";

/** What a run has and did not give back. */
export interface Loan {
  readonly run: string;
  readonly adopted: readonly AdoptedContainer[];
  readonly composed: readonly Extract<JournalEntry, { readonly kind: "composed" }>[];
}

/** Of `run` alone, or of all runs when null. */
export function loansIn(journal: readonly JournalEntry[], run: string | null): readonly Loan[] {
  const open = new Map<string, Loan>();
  const loanOf = (of: string): Loan => open.get(of) ?? { run: of, adopted: [], composed: [] };
  for (const entry of journal) {
    if (entry.kind === "adopted") {
      const loan = loanOf(entry.run);
      open.set(entry.run, { ...loan, adopted: [...loan.adopted, entry.container] });
    }
    if (entry.kind === "composed") {
      const loan = loanOf(entry.run);
      open.set(entry.run, { ...loan, composed: [...loan.composed, entry] });
    }
    if (entry.kind === "released") open.delete(entry.run);
  }
  return [...open.values()].filter((loan) => run === null || loan.run === run);
}
