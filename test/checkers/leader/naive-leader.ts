// The definitions of all anomalies of elections, tried on all pairs of operations.
import type { History } from "../../../src/core/history.ts";
import type { AcceptedWrite, LeaderView } from "../../../src/core/specs/leader.ts";

interface Looked {
  readonly call: number;
  readonly ret: number;
  readonly view: LeaderView;
  readonly leads: boolean;
}

interface Wrote {
  readonly call: number;
  readonly ret: number;
  readonly write: AcceptedWrite;
}

interface Claimed {
  readonly ret: number;
  readonly term: number;
  readonly leader: string | undefined;
}

export function naiveLeader(history: History): string {
  const looks: Looked[] = [];
  const writes: Wrote[] = [];
  for (const { f, index, completion, outcome } of history.operations()) {
    if (outcome.type !== "ok" || outcome.value === null || completion === null) continue;
    const at = { call: index, ret: completion };
    if (f === "observe") {
      const view = outcome.value as LeaderView;
      looks.push({ ...at, view, leads: view.leader === view.node });
    } else if (f === "write") writes.push({ ...at, write: outcome.value as AcceptedWrite });
  }
  const claims: readonly Claimed[] = [
    ...looks.flatMap(({ ret, view: { term, leader } }) =>
      leader === null ? [] : [{ ret, term, leader }],
    ),
    ...writes.map(({ ret, write: { term, node } }) => ({ ret, term, leader: node })),
  ];
  const kinds = new Set<string>();
  ofClaims(claims, writes, kinds);
  ofNodes(looks, claims, kinds);
  ofEntries(looks, writes, kinds);
  if (kinds.size > 0) return [...kinds].sort().join(" ");
  return claims.length === 0 ? "unknown: too-few-ops" : "valid";
}

function ofClaims(claims: readonly Claimed[], writes: readonly Wrote[], kinds: Set<string>): void {
  for (const a of claims) {
    for (const b of claims)
      if (a.term === b.term && a.leader !== b.leader) kinds.add("two-leaders");
    for (const { call, write } of writes)
      if (a.ret < call && a.term > write.term) kinds.add("stale-leader-accepted-write");
  }
}

function ofNodes(looks: readonly Looked[], claims: readonly Claimed[], kinds: Set<string>): void {
  for (const b of looks)
    for (const a of looks) {
      if (a.view.node !== b.view.node) continue;
      const [first, second] = [a.view, b.view];
      const isVoteGone = second.votedFor === null ? a.ret < b.call : a.ret < b.ret;
      if (first.term === second.term && (first.votedFor ?? null) !== null)
        if (first.votedFor !== second.votedFor && isVoteGone) kinds.add("vote-changed");
      if (a.ret > b.call) continue;
      if (first.term > second.term) kinds.add(b.leads ? "leadership-regained" : "term-went-back");
      else if (b.leads && !a.leads) judgeBegin(a, b, looks, claims, kinds);
    }
}

/** Between `a` and `b` the node began to lead. */
function judgeBegin(
  a: Looked,
  b: Looked,
  looks: readonly Looked[],
  claims: readonly Claimed[],
  kinds: Set<string>,
): void {
  const { node, term } = b.view;
  const own = looks.filter(({ view }) => view.node === node);
  const isOver = own.some(
    (look) =>
      !look.leads &&
      look.view.term === term &&
      look.ret < b.call &&
      own.some((led) => led.leads && led.view.term === term && led.ret < look.call),
  );
  const wasNewer = own.some(({ ret, view }) => ret < b.call && view.term > term);
  if (isOver) kinds.add("leadership-regained");
  else if (!wasNewer && claims.some(({ ret, term: other }) => ret < a.call && other > term))
    kinds.add("elected-in-old-term");
}

function ofEntries(looks: readonly Looked[], writes: readonly Wrote[], kinds: Set<string>): void {
  const commits = [
    ...looks.map(({ ret, view: { term, commitIndex = 0 } }) => ({ ret, term, index: commitIndex })),
    ...writes.map(({ ret, write: { term, index = 0 } }) => ({ ret, term, index })),
  ];
  for (const { call, view, leads } of looks) {
    for (const { ret, term, index } of commits)
      if (leads && index > (view.lastIndex ?? Infinity))
        if (term < view.term || (term === view.term && ret < call))
          kinds.add("committed-entry-lost");
    for (const [index, hash] of view.hashes ?? [])
      for (const other of looks)
        if (other.view.hashes?.some(([at, its]) => at === index && its !== hash) === true)
          kinds.add("committed-entry-differs");
  }
  for (const a of writes)
    if (writes.some((b) => b !== a && b.write.index === a.write.index))
      kinds.add("index-given-twice");
}
