// The linear-time path for registers (register, cas-register, kv) whose written values are distinct per object: clusters, chains,
// zones, and the failed cas that tell no value. Puts these parts together.
import type { OpTable } from "../op-table.ts";
import { rowOfEvent } from "../op-table.ts";
import { type Chains, chainsOf, proofOf } from "./chains.ts";
import { clustersOf, NO_CLUSTER } from "./clusters.ts";
import { convict, type Findings, leaveOpen, noFindings } from "./findings.ts";
import type { LinearPath, PathAnswer, PathOptions } from "./path.ts";
import { CAS, type RegisterRows, registerRowsOf, WRITE } from "./register-rows.ts";
import { overlapWords } from "./register-words.ts";
import { judgeRefusals } from "./refusals.ts";
import { inOrder, sweep } from "./zones.ts";

/** Decides all objects but those with a value written twice, and some with failed cas that tell no value. O(events + values). */
export const registerPath: LinearPath = {
  name: "zones",
  models: ["register", "cas-register", "kv"],
  decide(table: OpTable, options: PathOptions): PathAnswer {
    const findings = noFindings(table);
    const rows = registerRowsOf(table, options);
    if (mustRepeat(table, rows)) {
      leaveOpen(findings, 0);
      return findings;
    }
    const clusters = clustersOf(rows, findings);
    const chains = chainsOf(clusters, findings);
    const order = inOrder(chains.zones, table.history.length);
    sweep(chains.zones, order, findings, (holder, other) => {
      convictClash(chains, holder, other, findings);
    });
    judgeRefusals(chains, order, findings);
    return findings;
  },
};

/** Whether one object's values are fewer than its writes, so that one was written twice: nothing need be built to see that. */
function mustRepeat({ objects }: OpTable, { what, values }: RegisterRows): boolean {
  if (objects !== 1) return false;
  // What the object holds at first counts as written, too.
  let setters = 1;
  for (const each of what) if (each === WRITE || each === CAS) setters++;
  return setters > values;
}

/** Neither of two chains can come before the other: the operations that begin and end the two zones show it. */
function convictClash(chains: Chains, holder: number, other: number, findings: Findings): void {
  const { firstReturn, lastCall, object } = chains.zones;
  const { table } = findings;
  const from = firstReturn[holder] as number;
  const to = lastCall[holder] as number;
  const otherReturn = firstReturn[other] as number;
  const otherCall = lastCall[other] as number;
  convict(
    findings,
    object[holder] as number,
    [...boundsOf(chains, table, holder), ...boundsOf(chains, table, other)],
    overlapWords(table, from, to, otherReturn, otherCall),
  );
}

/** The operations that give a zone its first return and its last call, and all that these rest on. */
function boundsOf({ zones, ...chains }: Chains, table: OpTable, head: number): readonly number[] {
  const first = zones.firstReturn[head] as number;
  const last = zones.lastCall[head] as number;
  const { firstReturn, lastCall } = chains.clusters;
  const rows: number[] = [];
  for (let at = head; at !== NO_CLUSTER; at = chains.next[at] as number) {
    if (firstReturn[at] === first) rows.push(...proofOf({ zones, ...chains }, table, at));
    if (lastCall[at] === last)
      rows.push(...proofOf({ zones, ...chains }, table, at), rowOfEvent(table, last));
  }
  return rows;
}
