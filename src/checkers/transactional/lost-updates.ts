// Lost updates: two committed transactions read the same version of a key and both wrote that key. Found without any version
// order, which may not tell which of the two was lost. Berenson et al., SIGMOD 1995, P4.
import { ints } from "./columns.ts";
import type { Findings } from "./findings.ts";
import { NONE, READ, STATUS, type Transactions } from "./ingest.ts";
import { keyName, nameOf, valueName } from "./naming.ts";

/** `seen` is, per read, the version that it saw. */
export function findLostUpdates(txns: Transactions, seen: Int32Array, findings: Findings): void {
  const read = ints(txns.keys.length).fill(NONE);
  const written = ints(txns.keys.length).fill(NONE);
  const updaterOf = ints(txns.versions.size + txns.keys.length).fill(NONE);
  const counted = new Set<number>();
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    const first = txns.start[txn] as number;
    for (let micro = first; micro < (txns.start[txn + 1] as number); micro++) {
      const key = txns.key[micro] as number;
      if (txns.kind[micro] === READ) {
        if ((read[key] as number) < first) read[key] = micro;
        continue;
      }
      if ((written[key] as number) >= first) continue;
      written[key] = micro;
      const source = read[key] as number;
      if (source < first || seen[source] === NONE) continue;
      const version = seen[source] as number;
      const place = version < 0 ? txns.versions.size + key : version;
      const other = updaterOf[place] as number;
      if (other === NONE) updaterOf[place] = txn;
      else if (!counted.has(place)) {
        counted.add(place);
        findings.add("lost-update", () => ({
          txns: [other, txn],
          because: `${nameOf(txns, other)} and ${nameOf(txns, txn)} both read ${keyName(txns, key)} at ${valueName(txns, version)} and then wrote it`,
        }));
      }
    }
  }
}
