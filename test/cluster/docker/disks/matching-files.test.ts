// A glob picks files with something in them, and a complaint shows what there is instead.
import { expect, test } from "vitest";
import { matching } from "../../../../src/cluster/docker/disks/matching-files.ts";
import type { DiskFile } from "../../../../src/cluster/docker/disks/node-disk.ts";

const file = (path: string, data = 10): DiskFile => ({
  path,
  data,
  end: data,
  size: data,
  modified: "0.0",
});
const FILES = [file("wal/1.wal"), file("db"), file("0.wal"), file("empty.wal", 0)];

const paths = (found: readonly DiskFile[] | string): unknown =>
  typeof found === "string" ? found : found.map(({ path }) => path);

test("matches at every depth, in the order of names, and never a file without data", () => {
  expect(paths(matching(FILES, "**/*.wal"))).toEqual(["0.wal", "wal/1.wal"]);
  expect(paths(matching(FILES, "*.wal"))).toEqual(["0.wal"]);
  expect(paths(matching(FILES, "**/*"))).toEqual(["0.wal", "db", "wal/1.wal"]);
});

test("says what there is when nothing matches", () => {
  expect(matching(FILES, "*.log")).toBe(
    "no file below the data directory with anything in it matches *.log: there are 0.wal, db, wal/1.wal",
  );
  expect(matching([], "*")).toContain("there is no file");
});
