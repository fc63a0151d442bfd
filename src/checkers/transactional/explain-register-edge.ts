// Why one transaction comes before another by the registers they wrote and read: a sentence that names the versions and what
// puts one before the other.
import { EDGE } from "./edge-list.ts";
import type { ExplainEdge } from "./explain-edge.ts";
import { NIL, NONE, type Transactions } from "./ingest.ts";
import { keyName, nameOf, valueName } from "./naming.ts";
import type { RegisterOrders } from "./register-orders.ts";
import { committedWriter, listAt, type RegisterReads } from "./register-reads.ts";
import { SOURCES, type VersionSource } from "./version-edges.ts";

export function explainRegisterEdge(
  txns: Transactions,
  reads: RegisterReads,
  { edges }: RegisterOrders,
): ExplainEdge {
  const outOf = new Map<number, number[]>();
  for (const [edge, version] of edges.from.entries()) listAt(outOf, version).push(edge);
  const whyBefore = (before: number, after: number): string | null => {
    if (before === NIL) return "the initial state comes before all else";
    const edge = outOf.get(before)?.find((at) => edges.to[at] === after);
    if (edge === undefined) return null;
    const [first, second] = [edges.first[edge] as number, edges.second[edge] as number];
    const names = [nameOf(txns, first), nameOf(txns, second)] as const;
    const versions = [valueName(txns, before), valueName(txns, after)] as const;
    switch (SOURCES[edges.source[edge] as number] as VersionSource) {
      case "wfr":
        return `${versions[0]} comes before ${versions[1]} because ${names[0]} read the one and wrote the other`;
      case "sequential":
        return `${versions[0]} comes before ${versions[1]} because process ${String(txns.process[first])} met the one in ${names[0]} and the other in ${names[1]}`;
      case "linearizable":
        return `${versions[0]} comes before ${versions[1]} because ${names[0]} was done with the one before ${names[1]}, which met the other, was invoked`;
    }
  };
  return (from, to, type) => {
    for (const a of externals(
      txns,
      from,
      type === EDGE.rw ? reads.isExternalRead : reads.isExternalWrite,
    ))
      for (const b of externals(
        txns,
        to,
        type === EDGE.wr ? reads.isExternalRead : reads.isExternalWrite,
      )) {
        if (txns.key[a] !== txns.key[b]) continue;
        const because = why(
          txns,
          from,
          to,
          type,
          [txns.version[a] as number, txns.version[b] as number],
          whyBefore,
        );
        if (because !== null) return because;
      }
    return null;
  };
}

function externals(
  { start }: Transactions,
  txn: number,
  isExternal: Uint8Array,
): readonly number[] {
  const micros: number[] = [];
  for (let micro = start[txn] as number; micro < (start[txn + 1] as number); micro++)
    if (isExternal[micro] === 1) micros.push(micro);
  return micros;
}

function why(
  txns: Transactions,
  from: number,
  to: number,
  type: number,
  [a, b]: readonly [number, number],
  whyBefore: (before: number, after: number) => string | null,
): string | null {
  const writer = type === EDGE.wr ? committedWriter(txns, a) : committedWriter(txns, b);
  if (writer === NONE || (type === EDGE.wr ? a !== b : type !== EDGE.ww && type !== EDGE.rw))
    return null;
  const key = keyName(txns, txns.versions.keyOf(b));
  const [first, second] = [nameOf(txns, from), nameOf(txns, to)];
  if (type === EDGE.wr)
    return `${second} read ${key} = ${valueName(txns, b)}, which ${first} wrote`;
  const order = whyBefore(a, b);
  if (order === null) return null;
  const did = type === EDGE.ww ? "wrote" : "read";
  return `${first} ${did} ${key} = ${valueName(txns, a)} and ${second} wrote ${valueName(txns, b)}: ${order}`;
}
