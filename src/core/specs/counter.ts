// The operations of a counter, shared by systems that offer one and workloads that use one.

/** A counter per key, 0 at first. `add` answers with what was added, `read` with the sum. */
export type CounterSpec = {
  readonly add: { readonly input: number; readonly output: number };
  readonly read: { readonly input: null; readonly output: number };
};
