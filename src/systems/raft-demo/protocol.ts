// Everything that goes in and out of a raft-demo node, as plain data: commands, peer messages, disk records, requests.
// Types only; the behaviour is in raft.ts and the files below it.

/** What keys are, and elements of lists: JSON scalars. */
export type Scalar = string | number | boolean | null;

/** What a key holds. An absent key reads as null. */
export type Value = Scalar | readonly Scalar[];

/** A part of a transaction, in the spelling of Maelstrom's: a read asks with null and is answered with what it saw. */
export type MicroOp =
  | readonly ["r", Scalar, Value]
  | readonly ["w", Scalar, Scalar]
  | readonly ["append", Scalar, Scalar];

/** A change of the key-value store, as the log carries it. */
export type Command =
  | { readonly op: "write"; readonly key: Scalar; readonly value: Scalar }
  | { readonly op: "cas"; readonly key: Scalar; readonly from: Scalar; readonly to: Scalar }
  | {
      readonly op: "txn";
      readonly txn: readonly MicroOp[];
      /** The answer, where it was decided before the log was written: a bug. */
      readonly early?: readonly MicroOp[];
    };

/** One slot of the log; a leader begins its term with one that has no command. */
export interface Entry {
  readonly term: number;
  readonly command: Command | null;
}

/**
 * What clients ask for, in the spelling of Maelstrom's lin-kv and txn workloads. `status` is for probes; `campaign` makes a node that does not lead ask for
 * votes at once.
 */
export type Request =
  | { readonly type: "read"; readonly key: Scalar }
  | { readonly type: "write"; readonly key: Scalar; readonly value: Scalar }
  | { readonly type: "cas"; readonly key: Scalar; readonly from: Scalar; readonly to: Scalar }
  | { readonly type: "txn"; readonly txn: readonly MicroOp[] }
  | { readonly type: "status" }
  | { readonly type: "campaign" };

export type Reply =
  | { readonly type: "read_ok"; readonly value: Value }
  | ({ readonly type: "write_ok" } & Partial<Acceptance>)
  | { readonly type: "cas_ok" }
  | { readonly type: "txn_ok"; readonly txn: readonly MicroOp[] }
  | (Status & LogHashes)
  | { readonly type: "campaign_ok"; readonly id: string; readonly term: number }
  | {
      readonly type: "error";
      readonly code: number;
      readonly text: string;
      /** The value that a failed cas found. */
      readonly seen?: Value;
    };

/** Who accepted a write, and as which entry. */
export interface Acceptance {
  readonly leader: string;
  readonly term: number;
  readonly index: number;
}

export interface Status {
  readonly type: "status_ok";
  readonly id: string;
  readonly term: number;
  readonly role: "follower" | "candidate" | "leader";
  /** Whom this node takes for the leader. */
  readonly leader: string | null;
  /** Who has its vote in this term. */
  readonly votedFor: string | null;
  readonly commit: number;
  readonly applied: number;
  /** Index of the last entry in its log. */
  readonly last: number;
}

/** Hashes of the committed log, up to and with some entries; see digests.ts. */
export interface LogHashes {
  readonly hashes: readonly (readonly [index: number, hash: number])[];
}

/** Error codes of the protocol that this system uses; all but `unknown` promise that nothing happened. */
export const ERRORS = {
  /** It may have happened, or may still happen. */
  unknown: 0,
  unavailable: 11,
  malformed: 12,
  precondition: 22,
} as const;

/** What nodes tell each other; `term` is the sender's. */
export type PeerMessage =
  | {
      readonly type: "request_vote";
      readonly term: number;
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  | { readonly type: "vote"; readonly term: number; readonly granted: boolean }
  | {
      readonly type: "append_entries";
      readonly term: number;
      readonly prevIndex: number;
      readonly prevTerm: number;
      readonly entries: readonly Entry[];
      readonly commit: number;
      /** Numbers the leader's broadcasts; the answer brings it back, which proves leadership since it was sent. */
      readonly round: number;
    }
  | {
      readonly type: "append_result";
      readonly term: number;
      readonly round: number;
      /** Whether the entry before was there; `match` is then the last index known to agree, else the follower's last. */
      readonly agreed: boolean;
      readonly match: number;
    }
  /** A request on its way to the leader of `term`: that leader answers it, once, and nobody else. */
  | {
      readonly type: "forward";
      readonly term: number;
      readonly id: string;
      readonly request: Request;
    }
  | {
      readonly type: "forward_result";
      readonly term: number;
      readonly id: string;
      readonly reply: Reply;
    };

/** What survives a crash. An entry replaces everything from its index on. */
export type DiskRecord =
  | { readonly kind: "vote"; readonly term: number; readonly votedFor: string | null }
  | { readonly kind: "entry"; readonly index: number; readonly entry: Entry };

/** What happens to a node. `client` is the shell's own ticket for whoever asked. */
export type Input =
  | { readonly kind: "tick"; readonly nowMs: number }
  | { readonly kind: "message"; readonly from: string; readonly message: PeerMessage }
  | { readonly kind: "request"; readonly client: number; readonly request: Request };

/** What a node wants done: `records` must be on disk before any message or reply goes out. */
export interface Output {
  readonly records: DiskRecord[];
  readonly messages: { readonly to: string; readonly message: PeerMessage }[];
  readonly replies: { readonly client: number; readonly reply: Reply }[];
}
