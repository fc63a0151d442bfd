// What is wrong with reads of registers without any cycle: values of failed transactions, values overwritten at once by their
// writer, values that nobody wrote, and reads against the transaction's own operations.
import { ints } from "./columns.ts";
import type { Findings } from "./findings.ts";
import { NIL, NONE, READ, STATUS, type Transactions, WRITE } from "./ingest.ts";
import { keyName, nameOf, valueName } from "./naming.ts";
import type { CyclicVersions } from "./register-orders.ts";

const ASSUMED = {
  wfr: "what transactions wrote after reading",
  sequential: "the order in which each process saw them",
  linearizable: "real time",
} as const;

/** With `elle`, a value that nobody wrote passes for the initial state of its register. */
export function findRegisterAnomalies(txns: Transactions, findings: Findings, elle: boolean): void {
  const last = ints(txns.keys.length).fill(NONE);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    const first = txns.start[txn] as number;
    let internal = false;
    for (let micro = first; micro < (txns.start[txn + 1] as number); micro++) {
      const key = txns.key[micro] as number;
      const previous = last[key] as number;
      last[key] = micro;
      if (txns.kind[micro] !== READ) continue;
      judgeRead(txns, txn, micro, findings, elle);
      if (internal || previous < first || txns.version[previous] === txns.version[micro]) continue;
      internal = true;
      findings.add("internal", () => ({
        txns: [txn],
        because: `${readOf(txns, txn, micro)}, after it had ${txns.kind[previous] === READ ? "read" : "written"} ${valueName(txns, txns.version[previous] as number)} there itself`,
      }));
    }
  }
}

function judgeRead(
  txns: Transactions,
  txn: number,
  micro: number,
  findings: Findings,
  elle: boolean,
): void {
  const version = txns.version[micro] as number;
  if (version === NIL) return;
  const writer = txns.writer[version] as number;
  const read = (): string => readOf(txns, txn, micro);
  if (writer === NONE) {
    if (!elle)
      findings.add("garbage-read", () => ({
        txns: [txn],
        because: `${read()}, which nobody wrote`,
      }));
  } else if (writer === txn) {
    if (!wroteBefore(txns, txn, micro))
      findings.add("future-read", () => ({
        txns: [txn],
        because: `${read()}, which it wrote only later`,
      }));
    return;
  } else if (txns.status[writer] === STATUS.fail)
    findings.add("G1a", () => ({
      txns: [txn, writer],
      because: `${read()}, which ${nameOf(txns, writer)} wrote, and that failed`,
    }));
  if (writer !== NONE && txns.intermediate[version] === 1)
    findings.add("G1b", () => ({
      txns: [txn, writer],
      because: `${read()}, which was not ${nameOf(txns, writer)}'s last write to it`,
    }));
}

/** Whether the transaction wrote what it reads before it reads it. */
function wroteBefore({ start, kind, version }: Transactions, txn: number, micro: number): boolean {
  for (let at = micro - 1; at >= (start[txn] as number); at--)
    if (kind[at] === WRITE && version[at] === version[micro]) return true;
  return false;
}

const readOf = (txns: Transactions, txn: number, micro: number): string =>
  `${nameOf(txns, txn)} read ${keyName(txns, txns.key[micro] as number)} = ${valueName(txns, txns.version[micro] as number)}`;

export function reportCyclicVersions(
  txns: Transactions,
  cyclic: readonly CyclicVersions[],
  findings: Findings,
): void {
  for (const { key, versions, txns: shown, source } of cyclic)
    findings.add("cyclic-versions", () => ({
      txns: shown,
      because: `by ${ASSUMED[source]}, ${versions.map((v) => valueName(txns, v)).join(", ")} of ${keyName(txns, key)} come before each other (${shown.map((txn) => nameOf(txns, txn)).join(", ")})`,
    }));
}
