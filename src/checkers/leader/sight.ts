// What one operation shows of an election, read from its value. The one place that knows the shapes of those values.
import type { AcceptedWrite, LeaderView } from "../../core/specs/leader.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";

/** A node's view, and between which events it was true for a moment. */
export interface Sight {
  readonly call: number;
  readonly ret: number;
  readonly view: LeaderView;
  /** Whether the node leads, by its own word. */
  readonly leads: boolean;
}

/** A write that was acknowledged. */
export interface Accepted {
  readonly call: number;
  readonly ret: number;
  readonly write: AcceptedWrite;
}

/** One property of elections, judged as operations complete. */
export interface Judge {
  see(sight: Sight): void;
  accept(accepted: Accepted): void;
  /** After the last operation. */
  finish(): void;
}

const NUMBERS = ["commitIndex", "appliedIndex", "lastIndex", "leaseMs"] as const;

/** The view that an `observe` answered with; ends the check where it is none. */
export function sightOf(object: ObjectHistory, ret: number, found: Findings): Sight {
  const value = object.value(ret);
  if (typeof value !== "object" || value === null)
    return found.unreadable(ret, "an observe answered with no view");
  const view = value as LeaderView;
  const { node, term, leader, role } = view;
  if (typeof node !== "string") return found.unreadable(ret, "a view has no node");
  if (!Number.isInteger(term)) return found.unreadable(ret, "a view has no term");
  if (!["string", "object", "undefined"].includes(typeof leader))
    return found.unreadable(ret, "a view has a leader that is no name");
  if (NUMBERS.some((name) => view[name] !== undefined && typeof view[name] !== "number"))
    return found.unreadable(
      ret,
      `a view has something else than numbers for ${NUMBERS.join(", ")}`,
    );
  if (view.hashes !== undefined && !Array.isArray(view.hashes))
    return found.unreadable(ret, "a view has hashes that are no list");
  const leads = role === undefined ? leader === node : role === "leader";
  return { call: object.otherHalf(ret), ret, view, leads };
}

/** The write that was accepted; null where the answer does not tell the term. */
export function acceptedOf(object: ObjectHistory, ret: number): Accepted | null {
  const value = object.value(ret);
  if (typeof value !== "object" || value === null) return null;
  const write = value as AcceptedWrite;
  return Number.isInteger(write.term) ? { call: object.otherHalf(ret), ret, write } : null;
}
