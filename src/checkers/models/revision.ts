// The convention for systems that tell a revision with each reply (etcd's mod_revision, a zxid, an LSN): a read answers
// { value, revision }, what changes the value answers { revision }. Knows no model.
import { HarnessError } from "../../core/errors.ts";

/** What a reply told; `revision` is null where it told none. */
export interface Revisioned {
  readonly value: unknown;
  readonly revision: number | null;
}

/** What an object holds at first when the options do not say. */
export const UNSET: Revisioned = { value: null, revision: 0 };

/** Null for what is no such reply. */
export function revisionedOf(reply: unknown): Revisioned | null {
  if (reply === null || reply === undefined) return { value: null, revision: null };
  if (typeof reply !== "object" || Array.isArray(reply)) return null;
  const { value = null, revision = null } = reply as Partial<Revisioned>;
  return revision === null || Number.isFinite(revision) ? { value, revision } : null;
}

/** Throws `usage` for what is no such reply. */
export function revisionedFrom(reply: unknown): Revisioned {
  const revisioned = revisionedOf(reply);
  if (revisioned !== null) return revisioned;
  throw new HarnessError(
    "usage",
    `a reply with a revision is { value, revision }, not ${JSON.stringify(reply)}`,
  );
}
