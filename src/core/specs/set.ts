// The operations of a growing set, shared by systems that offer one and workloads that use one.

/** A set per key. `add` answers with the element, `read` with the list of all elements in any order. */
export type SetSpec = {
  readonly add: { readonly input: number; readonly output: number };
  readonly read: { readonly input: null; readonly output: readonly number[] };
};
