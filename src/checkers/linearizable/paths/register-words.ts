// Sentences for what no order of a register's operations explains.
import { operationOf } from "../objects.ts";
import { type OpTable, rowOfEvent } from "../op-table.ts";
import { timeOf, told } from "../witness/op-words.ts";

const deed = (table: OpTable, row: number): string => told(operationOf(table, row));

/** Somebody saw a value that was not written, or not yet. */
export const orphanWords = (table: OpTable, row: number): string =>
  `${deed(table, row)}, which nobody had written by then`;

/** A cas failed and told that it had found what it expected. */
export const contradictionWords = (table: OpTable, row: number): string =>
  `${deed(table, row)}: that it failed contradicts what it saw`;

/** A cas changed a value that nobody had written. */
export const baselessWords = (table: OpTable, row: number): string =>
  `${deed(table, row)}, but nobody had written what it changed`;

/** Two cas changed one value. */
export const twiceWords = (table: OpTable, one: number, other: number): string =>
  `${deed(table, one)} and ${deed(table, other)}: only one of the two can have found that value`;

/** Several cas rest on each other and on nothing else. */
export const circleWords = (table: OpTable, row: number): string =>
  `${deed(table, row)}, but what it changed can only have come from its own value`;

/** An operation on an earlier value of a chain of cas was called when a later value was there. Both are events. */
export const backwardsWords = (table: OpTable, later: number, earlier: number): string =>
  `${deed(table, rowOfEvent(table, earlier))}, but the value had been changed on by then: ${deed(table, rowOfEvent(table, later))}`;

/** A value was there from one event to another, and another value's operations at two events came between. */
export function overlapWords(
  table: OpTable,
  from: number,
  to: number,
  otherReturn: number,
  otherCall: number,
): string {
  const last = operationOf(table, rowOfEvent(table, to));
  const since = from < 0 ? "from the start" : `once ${deed(table, rowOfEvent(table, from))}`;
  const other = rowOfEvent(table, otherReturn);
  const stays = `${since}, that value stayed until ${told(last)}`;
  const between = `${deed(table, other)} says that another was there in between`;
  const called = rowOfEvent(table, otherCall);
  return called === other
    ? `${stays}, but ${between}`
    : `${stays}, but ${between}, as does that ${deed(table, called)}`;
}

/** A cas failed although the value that it expected was there all the time that it ran. */
export const refusedWords = (table: OpTable, row: number): string =>
  `${deed(table, row)}, but what it expected was there from ${timeOf({ ...operationOf(table, row), end: operationOf(table, row).start })} on, as long as it ran`;
