// The operations by which a leader election is watched: what each node takes for true, and writes that a leader accepted.

/** What one node says of itself at one moment; all of it must have been true at the same moment. */
export interface LeaderView {
  /** Whose view it is. */
  readonly node: string;
  /** Its term (epoch, ballot, view number): who leads has one of its own. */
  readonly term: number;
  /** Whom it takes for the leader of that term; null for nobody. */
  readonly leader: string | null;
  /** "leader" where it leads itself; when left out, it leads if `leader` is `node`. */
  readonly role?: string;
  /** Who has its vote in that term; null for nobody. */
  readonly votedFor?: string | null;
  /** Entries up to here are committed, as far as it knows. */
  readonly commitIndex?: number;
  /** Entries up to here have taken effect. */
  readonly appliedIndex?: number;
  /** The last entry of its log, committed or not. */
  readonly lastIndex?: number;
  /** Committed entries, or all up to them, by hash: equal where the entries are. */
  readonly hashes?: readonly (readonly [index: number, hash: string | number])[];
  /** For so long by its own clock nobody else will lead, whatever becomes of this node. */
  readonly leaseMs?: number;
  /** Term and vote may not be on disk yet: a node that crashes right after may come back without them. */
  readonly volatile?: boolean;
}

/** An acknowledged write, and who accepted it. */
export interface AcceptedWrite {
  readonly value: string | number;
  /** In which term. A system that is not sure says a later one, never an earlier. */
  readonly term: number;
  /** The leader that accepted it; left out where the system does not say. */
  readonly node?: string;
  /** Its place in the log, where all entries are counted alike and `commitIndex` counts the same. */
  readonly index?: number;
}

export type LeaderSpec = {
  /** The client's node says what it sees. */
  readonly observe: { readonly input: null; readonly output: LeaderView };
  readonly write: { readonly input: string | number; readonly output: AcceptedWrite };
  /** The client's node tries to lead, in a term after all that it knows. */
  readonly campaign: {
    readonly input: null;
    readonly output: { readonly node: string; readonly term: number };
  };
};
