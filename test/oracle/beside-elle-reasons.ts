// Why kinds of anomalies differ from Elle's: the reasons as data, the first that applies is the one.

/** A judgement of one history by one model in which other kinds are named. */
export interface Difference {
  readonly name: string;
  readonly model: string;
  /** All kinds that are named here. */
  readonly here: ReadonlySet<string>;
  readonly onlyHere: ReadonlySet<string>;
  readonly onlyElle: ReadonlySet<string>;
}

interface Reason {
  readonly title: string;
  readonly why: string;
  readonly applies: (difference: Difference) => boolean;
}

const ARGUED = [
  "list-append-62",
  "rw-register-580",
  "rw-register-174",
  "rw-register-436",
  "rw-register-656",
];

const has = (kinds: ReadonlySet<string>, test: (kind: string) => boolean): boolean =>
  [...kinds].some(test);
const isCycle = (kind: string): boolean => /^G(0|1c|-|2)/.test(kind) || /-cycle-exists$/.test(kind);
const onlyCycles = ({ onlyHere, onlyElle }: Difference): boolean =>
  [...onlyHere, ...onlyElle].every(isCycle);

export const REASONS: readonly Reason[] = [
  {
    title: "Histories whose verdict differs",
    why: "Argued one by one in [Transactions](transactions.md).",
    applies: ({ name }) => ARGUED.some((argued) => new RegExp(`^${argued}( |$)`).test(name)),
  },
  {
    title: "Nothing depends on anything",
    why: "Elle names an empty graph an anomaly. Here it is none: where nothing else is wrong the verdict is `unknown: no-evidence`.",
    applies: ({ onlyHere, onlyElle }) =>
      onlyHere.size === 0 && onlyElle.size === 1 && onlyElle.has("empty-transaction-graph"),
  },
  {
    title: "Values that nobody wrote",
    why: "Elle throws at some of them, and overlooks others; here each is a `garbage-read`.",
    applies: ({ onlyHere }) => onlyHere.has("garbage-read"),
  },
  {
    title: "Lists without one order",
    why: "Reads contradict each other or show an element twice, so that no order of appends is right, and which edges follow depends on the read that is taken for it. Here that is the longest, the earliest of those, without its repetitions.",
    applies: ({ here }) => here.has("incompatible-order") || here.has("duplicate-elements"),
  },
  {
    title: "A read of what the transaction wrote later",
    why: "Named `future-read` here; Elle knows that kind of lists only.",
    applies: ({ onlyHere }) => onlyHere.has("future-read"),
  },
  {
    title: "An update lost to a read that came after the write",
    why: "One of the two transactions wrote the key first and then read a version of another's: that is `internal` here, as nothing was lost that it had seen before it wrote.",
    applies: ({ onlyHere, onlyElle }) =>
      onlyHere.size === 0 && [...onlyElle].join() === "lost-update",
  },
  {
    title: "A cycle that Elle found and did not name",
    why: "Elle takes the first cycle that fits its search and drops it where its name turns out another; it then says that some cycle exists, or names a milder one.",
    applies: (difference) =>
      onlyCycles(difference) && has(difference.onlyElle, (kind) => /-cycle-exists$/.test(kind)),
  },
  {
    title: "Another cycle of the same component",
    why: "Both name a cycle of the component, and the search stopped where the other kind follows from it, or was not met first: here the worst kinds come first, and each by a shortest cycle.",
    applies: (difference) =>
      onlyCycles(difference) && difference.onlyHere.size > 0 && difference.onlyElle.size > 0,
  },
  {
    title: "A cycle more than Elle names",
    why: "Here every kind is searched for that does not follow from one found in the component; Elle reports what its first search found, and nothing where that was dropped.",
    applies: (difference) => onlyCycles(difference) && difference.onlyElle.size === 0,
  },
  {
    title: "A cycle less than Elle names",
    why: "The kind follows from one that is named here, of the same component.",
    applies: (difference) => onlyCycles(difference) && difference.onlyHere.size === 0,
  },
];
