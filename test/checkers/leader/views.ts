// Shorthand for histories of views and writes.
import type { History } from "../../../src/core/history.ts";
import type { AcceptedWrite, LeaderView } from "../../../src/core/specs/leader.ts";
import { historyOf } from "../events.ts";

type Line = Parameters<typeof historyOf>[0][number];

/** `n1` follows nobody in term 1, unless told otherwise; asked and answered at once. */
export const view = (changes: Partial<LeaderView>, process = 0): readonly Line[] => [
  [process, "invoke", "observe"],
  [process, "ok", "observe", { node: "n1", term: 1, leader: null, ...changes }],
];

/** A node leads. */
export const leads = (
  node: string,
  term: number,
  more: Partial<LeaderView> = {},
): readonly Line[] => view({ node, term, leader: node, role: "leader", ...more });

export const write = (accepted: Partial<AcceptedWrite>): readonly Line[] => [
  [9, "invoke", "write", 1],
  [9, "ok", "write", { value: 1, term: 1, ...accepted }],
];

/** A second an event. */
export const history = (...steps: readonly (readonly Line[])[]): History => historyOf(steps.flat());
