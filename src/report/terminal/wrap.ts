// Fits text of unknown origin into lines of a terminal.
import { clipped, printable } from "../printable.ts";

/** Printable and cut to one line of `width` columns. */
export const oneLine = (text: string, width: number): string => clipped(printable(text), width);

/** Printable, broken at blanks into at most `limit` lines of `width` columns; the last is cut where needed. */
export function wrapped(text: string, width: number, limit: number): readonly string[] {
  const lines: string[] = [];
  let rest = printable(text);
  while (rest.length > width && lines.length < limit - 1) {
    const blank = rest.lastIndexOf(" ", width);
    const at = blank > 0 ? blank : width;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === "" ? lines : [...lines, clipped(rest, width)];
}
