// Records outlive the process, and a torn tail does not cost what came before it.
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Disk } from "../../../src/systems/raft-demo/disk.ts";
import type { DiskRecord } from "../../../src/systems/raft-demo/protocol.ts";
import { recover } from "../../../src/systems/raft-demo/recovery.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "raft-disk-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const vote = (term: number): DiskRecord => ({ kind: "vote", term, votedFor: "n1" });

function write(records: readonly DiskRecord[]): string {
  const path = join(dir, "raft.log");
  const disk = new Disk(path);
  disk.append(records);
  disk.close();
  return path;
}

function reopened(path: string): readonly DiskRecord[] {
  const disk = new Disk(path);
  disk.close();
  return disk.recovered;
}

test("what was appended is there when the file is opened again", () => {
  const path = write([vote(1), vote(2)]);
  expect(reopened(path)).toEqual([vote(1), vote(2)]);
});

test.each(['{"kind":"vote","ter', "\0\0\0\0\n", '{"kind":"vote"'])(
  "a torn tail %j is cut off, and what is appended then stands after the rest",
  (tail) => {
    const path = write([vote(1)]);
    appendFileSync(path, tail);
    write([vote(2)]);
    expect(reopened(path)).toEqual([vote(1), vote(2)]);
  },
);

test("an entry replaces everything from its index on", () => {
  const entry = (index: number, term: number): DiskRecord => ({
    kind: "entry",
    index,
    entry: { term, command: null },
  });
  const { log } = recover([entry(1, 1), entry(2, 1), entry(3, 1), entry(2, 2)], null);
  expect(log.map(({ term }) => term)).toEqual([1, 2]);
});
