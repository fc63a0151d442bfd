// The operations of a register, shared by systems that offer one and workloads that use one.

/** What a register holds; null while nothing was written. */
export type RegisterValue = string | number | null;

/**
 * A register per key. `cas` takes `[expected, new]`; an ok cas returns the same pair. A cas whose expectation was
 * wrong is a `fail` with code `precondition` and, where the system tells it, `seen` = the value found.
 */

export type RegisterSpec = {
  readonly read: { readonly input: null; readonly output: RegisterValue };
  readonly write: { readonly input: RegisterValue; readonly output: RegisterValue };
  readonly cas: {
    readonly input: readonly [RegisterValue, RegisterValue];
    readonly output: readonly [RegisterValue, RegisterValue];
  };
};
