// What was committed stays: the same entry at an index everywhere, none lost to a later leader, none in effect too early.
// State machine safety, log matching and leader completeness as in Raft (Ongaro & Ousterhout 2014, figure 3).
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { Rising } from "../keyed/rising.ts";
import type { Accepted, Judge, Sight } from "./sight.ts";

interface Entry {
  readonly hash: string | number;
  readonly node: string;
  readonly event: number;
}

/** The shortest log that a leader of a term was seen with. */
interface LeaderLog {
  last: number;
  node: string;
  event: number;
}

export class Committed implements Judge {
  readonly #object: ObjectHistory;
  readonly #found: Findings;
  readonly #entries = new Map<number, Entry>();
  readonly #writes = new Map<number, number>();
  /** Term → how far was known to be committed in it. */
  readonly #commits = new Map<number, Rising>();
  readonly #logs = new Map<number, LeaderLog>();

  constructor(object: ObjectHistory, found: Findings) {
    this.#object = object;
    this.#found = found;
  }

  see({ call, ret, view, leads }: Sight): void {
    const { node, term, commitIndex, appliedIndex, lastIndex } = view;
    for (const [index, hash] of view.hashes ?? []) this.#compare(index, { hash, node, event: ret });
    if (commitIndex !== undefined) this.#commitsOf(term).note(ret, commitIndex);
    if (commitIndex !== undefined && appliedIndex !== undefined && appliedIndex > commitIndex)
      this.#note("applied-uncommitted", [ret], () => {
        return `${node} had applied entry ${String(appliedIndex)} in term ${String(term)} when only ${String(commitIndex)} were committed (${eventAt(this.#object, ret)})`;
      });
    if (leads && lastIndex !== undefined)
      this.#seeLog({ last: lastIndex, node, event: ret }, term, call);
  }

  accept({ ret, write: { term, index } }: Accepted): void {
    if (index === undefined) return;
    this.#commitsOf(term).note(ret, index);
    const other = this.#writes.get(index);
    if (other === undefined) this.#writes.set(index, ret);
    else
      this.#note("index-given-twice", [other, ret], () => {
        return `two writes were acknowledged as entry ${String(index)} (${eventAt(this.#object, other)}, ${eventAt(this.#object, ret)})`;
      });
  }

  /** A leader has all that was committed in terms before its own: whenever that was seen. */
  finish(): void {
    const terms = [...new Set([...this.#commits.keys(), ...this.#logs.keys()])].sort(
      (a, b) => a - b,
    );
    let furthest = { index: 0, event: 0, term: 0 };
    for (const term of terms) {
      const log = this.#logs.get(term);
      if (log !== undefined && log.last < furthest.index) this.#noteLost(log, term, furthest);
      const peak = this.#commits.get(term)?.before(Infinity);
      if (peak && peak.value > furthest.index)
        furthest = { index: peak.value, event: peak.event, term };
    }
    this.#found.count("entriesCompared", this.#entries.size);
  }

  #commitsOf(term: number): Rising {
    let commits = this.#commits.get(term);
    if (commits === undefined) this.#commits.set(term, (commits = new Rising()));
    return commits;
  }

  #compare(index: number, entry: Entry): void {
    const known = this.#entries.get(index);
    if (known === undefined) this.#entries.set(index, entry);
    else if (known.hash !== entry.hash)
      this.#note("committed-entry-differs", [known.event, entry.event], () => {
        const words = ({ node, event }: Entry) => `${node} (${eventAt(this.#object, event)})`;
        return `what is committed up to entry ${String(index)} differs between ${words(known)} and ${words(entry)}`;
      });
  }

  /** What was committed in its own term before it was asked is in its log as well. */
  #seeLog(log: LeaderLog, term: number, call: number): void {
    const known = this.#logs.get(term);
    if (known === undefined || log.last < known.last) this.#logs.set(term, log);
    const own = this.#commits.get(term)?.before(call);
    if (own && own.value > log.last)
      this.#noteLost(log, term, { index: own.value, event: own.event, term });
  }

  #noteLost(
    { last, node, event }: LeaderLog,
    term: number,
    committed: { readonly index: number; readonly event: number; readonly term: number },
  ): void {
    this.#note("committed-entry-lost", [committed.event, event], () => {
      return `${node} leads term ${String(term)} with ${String(last)} entries (${eventAt(this.#object, event)}), though ${String(committed.index)} were committed by term ${String(committed.term)} (${eventAt(this.#object, committed.event)})`;
    });
  }

  #note(kind: string, events: readonly number[], says: () => string): void {
    this.#found.anomaly(kind, () => ({
      says: says(),
      ops: events.map((event) => this.#object.otherHalf(event)),
    }));
  }
}
