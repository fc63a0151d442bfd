// The operations of a lock and of what it protects: a value that holders read and write.

/** What the lock protects; null while nothing was written. */
export type ProtectedValue = string | number | null;

/** A lock per key. Who holds it is the process that acquired it. */
export type LockSpec = {
  /** Ok with a fencing token, greater than all before, or null where there is none. A `fail` found it held. */
  readonly acquire: { readonly input: null; readonly output: number | null };
  /** A `fail` with code `precondition` found that this process does not hold it. */
  readonly release: { readonly input: null; readonly output: null };
  readonly read: { readonly input: null; readonly output: ProtectedValue };
  /** A `fail` with code `precondition` was fenced off. */
  readonly write: { readonly input: ProtectedValue; readonly output: ProtectedValue };
};
