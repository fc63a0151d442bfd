// What a value is looked up by: equal JSON values have equal keys. Unlike a table of ids it keeps nothing.
import { showValue } from "../../models/value-table.ts";

/** Begins the keys of values that are no plain ones, and those of text that begins with it. */
const MARK = "\0";

/** Plain values are their own keys; the order of an object's members does not matter. */
export function keyOf(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "string") return value.startsWith(MARK) ? `${MARK}${value}` : value;
  if (typeof value !== "object" || value === null) return value;
  return `${MARK}json:${showValue(value)}`;
}
