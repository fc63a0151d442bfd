// Which files of a disk a glob means: those with data in them. Pure.
import { matchesGlob } from "node:path/posix";
import type { DiskFile } from "./node-disk.ts";

/** How many names a complaint shows. */
const SHOWN = 5;

/** The files that match and have data, by name; in words why there is none. */
export function matching(files: readonly DiskFile[], glob: string): readonly DiskFile[] | string {
  const withData = files.filter(({ data }) => data > 0).sort((a, b) => (a.path < b.path ? -1 : 1));
  const found = withData.filter(({ path }) => matchesGlob(path, glob));
  if (found.length > 0) return found;
  const there = withData.slice(0, SHOWN).map(({ path }) => path);
  const rest = withData.length > SHOWN ? `, and ${String(withData.length - SHOWN)} more` : "";
  const names = there.length === 0 ? "there is no file" : `there are ${there.join(", ")}${rest}`;
  return `no file below the data directory with anything in it matches ${glob}: ${names}`;
}
