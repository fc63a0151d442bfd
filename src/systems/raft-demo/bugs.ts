// The bugs that can be switched on, each a mistake that real systems made. Every `bug ===` in this folder is one of them.

/** Bug → what it does, in words. */
export const RAFT_BUGS = {
  "stale-reads": "any node answers reads from its own copy",
  "commit-without-majority": "one node short of a majority is enough to commit",
  "forget-vote": "a vote does not survive a restart",
  "apply-before-commit": "entries take effect as soon as they are in the log",
  "truncate-log-on-restart": "a node comes back with an empty log",
  "two-leaders": "a node votes for everybody who asks, also twice in a term",
  "early-reads": "a transaction reads before it is in the log, and writes when it is carried out",
} as const;

export type RaftBug = keyof typeof RAFT_BUGS;

/** The bug named by an environment variable; null for none. Throws on a name that is no bug. */
export function parseBug(name: string | undefined): RaftBug | null {
  if (name === undefined || name === "") return null;
  if (!Object.hasOwn(RAFT_BUGS, name))
    throw new Error(`no bug "${name}"; there are ${Object.keys(RAFT_BUGS).join(", ")}`);
  return name as RaftBug;
}
