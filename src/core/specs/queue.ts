// The operations of a queue, shared by systems that offer one and workloads that use one.

/**
 * A queue per key. `enqueue` answers with the element; `dequeue` with the element that it took, or null when it found none.
 * A dequeue that certainly took nothing, because somebody else was faster, is a `fail` with another code than `precondition`.
 */
export type QueueSpec = {
  readonly enqueue: { readonly input: number; readonly output: number };
  readonly dequeue: { readonly input: null; readonly output: number | null };
};
