// Which faults held when a harness died, by its journal.
import { expect, test } from "vitest";
import type { JournalEntry } from "../../src/cluster/api.ts";
import { nodeId } from "../../src/core/ids.ts";
import { faultWords, heldFaults } from "../../src/runner/held-faults.ts";

const begun = (id: number, byHand: string | null = null): JournalEntry => ({
  kind: "fault",
  id,
  name: `kill ${String(id)}`,
  targets: [nodeId("n1"), nodeId("n2")],
  byHand,
});

test("what was put in place, or was being put, and not healed; the last word counts", () => {
  const journal: JournalEntry[] = [
    { kind: "run", run: "r", backend: "docker" },
    begun(0),
    begun(1),
    begun(0, "docker start a"),
    { kind: "fault-healed", id: 1 },
  ];
  expect(heldFaults(journal)).toEqual([begun(0, "docker start a")]);
  expect(heldFaults(journal).map(faultWords)).toEqual(["kill 0 on n1 n2"]);
});

test("nothing, where there were no faults", () => {
  expect(heldFaults([{ kind: "directory", path: "/tmp/x" }])).toEqual([]);
});
