// The weak levels that plain registers with unique values decide exactly: no order of versions need be assumed. Names only.

/**
 * What transactions see, and what that says of the order of writes: `G1c` nothing at all, `fractured-read` that a transaction
 * comes whole, `causal-violation` that what it knew of comes too, and `-process` that a process knows what it did.
 */
export type WeakKind = "G1c" | "fractured-read" | "causal-violation" | "causal-violation-process";

const KINDS: Readonly<Record<string, WeakKind>> = {
  "read-committed": "G1c",
  "PL-2": "G1c",
  "read-atomic": "fractured-read",
  "causal-cerone": "causal-violation",
  causal: "causal-violation-process",
};

/** What must be decided for these consistency models; stronger ones need more than this. */
export const weakKindsOf = (models: readonly string[]): readonly WeakKind[] => [
  ...new Set(models.flatMap((model) => KINDS[model] ?? [])),
];
