// What a path has found so far, object by object: every object counts as linearizable until something is said against it.
import type { OpTable } from "../op-table.ts";
import {
  IMPOSSIBLE,
  LINEARIZABLE,
  type PathAnswer,
  type PathViolation,
  UNDECIDED,
} from "./path.ts";

export interface Findings extends PathAnswer {
  readonly table: OpTable;
  readonly violations: PathViolation[];
}

export const noFindings = (table: OpTable): Findings => ({
  table,
  ending: new Uint8Array(table.objects).fill(LINEARIZABLE),
  violations: [],
});

/** Whether nothing was said against the object: what else is found there would be lost. */
export const isOpen = ({ ending }: Findings, object: number): boolean =>
  ending[object] === LINEARIZABLE;

/** The object has another shape than the path decides. */
export function leaveOpen({ ending }: Findings, object: number): void {
  ending[object] = UNDECIDED;
}

/** No order explains these operations (rows in any order, perhaps more than once). */
export function convict(
  { ending, violations }: Findings,
  object: number,
  rows: readonly number[],
  because: string,
): void {
  ending[object] = IMPOSSIBLE;
  violations.push({
    object,
    rows: [...new Set(rows)].sort((a, b) => a - b),
    because,
  });
}
