// The windows of a killed run's faults are closed by the clean-up, in the record that its reader sees.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FaultWindow } from "../../src/core/fault.ts";
import { nanos, nodeId } from "../../src/core/ids.ts";
import { endFaults } from "../../src/store/end-faults.ts";
import { FILES } from "../../src/store/layout.ts";
import { readFaults } from "../../src/store/read-run.ts";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "faultline-faults-"))));
afterEach(() => rmSync(directory, { recursive: true }));

const open = (id: number, start: number): FaultWindow => ({
  id,
  kind: "pause",
  name: "pause one",
  targets: [nodeId("n1")],
  start: nanos(start),
  end: null,
  evidence: { seen: false, why: "asked for only when the fault is healed" },
  healed: null,
});
const closed: FaultWindow = {
  ...open(0, 1),
  end: nanos(2),
  healed: { seen: true, detail: "goes on" },
};
const path = (): string => join(directory, FILES.faults);

test("open windows end with the clean-up, those that were healed stay, a cut line is dropped", () => {
  const lines = [open(0, 1), closed, open(1, 5), open(2, 50)].map((line) => JSON.stringify(line));
  writeFileSync(path(), `${lines.join("\n")}\n{"id":3,"ki`);
  endFaults(directory, nanos(20), "undone");
  const healed = { seen: true, detail: "undone" };
  expect(readFaults(path())).toEqual([
    closed,
    { ...open(1, 5), end: 20, healed },
    { ...open(2, 50), end: 50, healed },
  ]);
  appendFileSync(path(), `${JSON.stringify(open(4, 60))}\n`);
  expect(readFaults(path())).toHaveLength(4);
});

test("a run without faults has nothing to close", () => {
  endFaults(directory, nanos(20), "undone");
  expect(readFaults(path())).toEqual([]);
});
