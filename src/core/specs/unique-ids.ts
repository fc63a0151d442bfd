// The operation of a source of identifiers, shared by systems that offer one and workloads that use one.

/** `generate` answers with an identifier that nobody else ever gets. */
export type UniqueIdsSpec = {
  readonly generate: { readonly input: null; readonly output: string | number };
};
