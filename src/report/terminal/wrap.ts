// Fits text of unknown origin into lines of a terminal.
import { stripVTControlCharacters } from "node:util";
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

/** A line of our own, colours and all, broken at blanks; what follows the first line is indented by `indent`. */
export function folded(line: string, width: number, indent: number): string {
  const lines: string[] = [];
  let current: string | null = null;
  for (const word of line.split(" ")) {
    const longer: string = current === null ? word : `${current} ${word}`;
    const fits: boolean = columnsOf(longer) <= width || columnsOf(current ?? "") <= indent;
    if (current !== null && !fits) lines.push(current);
    current = fits ? longer : " ".repeat(indent) + word;
  }
  return [...lines, current ?? ""].join("\n");
}

const columnsOf = (text: string): number => stripVTControlCharacters(text).length;
