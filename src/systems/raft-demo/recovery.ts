// What a node remembers after a crash, from the records it had on disk. Pure.
import type { RaftBug } from "./bugs.ts";
import type { DiskRecord, Entry } from "./protocol.ts";

export interface Recovered {
  readonly term: number;
  readonly votedFor: string | null;
  readonly log: readonly Entry[];
}

/** Replays records in the order they were written. */
export function recover(records: Iterable<DiskRecord>, bug: RaftBug | null): Recovered {
  let term = 0;
  let votedFor: string | null = null;
  const log: Entry[] = [];
  for (const record of records) {
    if (record.kind === "vote") {
      term = record.term;
      votedFor = bug === "forget-vote" ? null : record.votedFor;
    } else {
      log.length = record.index - 1;
      log.push(record.entry);
    }
  }
  return { term, votedFor, log: bug === "truncate-log-on-restart" ? [] : log };
}
