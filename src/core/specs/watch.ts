// The operations of a store with revisions and watches, shared by systems that offer one and workloads that use one.

/** Where a watch starts: with all that happened at this revision or later. */
export interface WatchFrom {
  readonly from: number;
}

/** What happened to a key at a revision; null: it was deleted. */
export type WatchedEvent = readonly [revision: number, key: string, value: number | null];

/** What a watch got since its last answer, in its order. All up to the bookmark has come by now; null: nothing is said. */
export interface Watched {
  readonly events: readonly WatchedEvent[];
  readonly bookmark: number | null;
}

/** The same value for several keys, at one revision. */
export interface PutAll {
  readonly keys: readonly string[];
  readonly value: number;
}

/** The revision that a write got. */
export interface Written {
  readonly revision: number;
}

/**
 * `put` and `delete` change the request's key; a delete that found nothing answers with null. `watch` of `{ from }` starts a
 * watch of all keys anew; of null it goes on with that of its process. Its answer waits a little for something to happen, and never
 * parts what the system sent together. A watch that fails is over.
 */
export type WatchSpec = {
  readonly put: { readonly input: number; readonly output: Written };
  readonly "put-all": { readonly input: PutAll; readonly output: Written };
  readonly delete: { readonly input: null; readonly output: Written | null };
  readonly watch: { readonly input: WatchFrom | null; readonly output: Watched };
};
