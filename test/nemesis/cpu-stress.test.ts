// The fault "cpu-stress" reaches the back end with its workers, two where none are given.
import { expect, test } from "vitest";
import { cpuStress, cpuStressKind } from "../../src/nemesis/cpu-stress.ts";
import { nodeId } from "../../src/core/ids.ts";
import { supervise } from "./supervised.ts";

test("a node works beside others' work until it is healed", async () => {
  const run = supervise([cpuStress({ nodes: ["n1"] }, { workers: 3 })]);
  await run.inject(0);
  expect(run.cluster.resources.strains.get("cpu-stress")).toEqual({
    nodes: [nodeId("n1")],
    strain: { what: "cpu-stress", workers: 3 },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "cpu-stress was felt" });
  expect(window.healed).toEqual({ seen: true, detail: "cpu-stress is gone" });
});

test("two workers are the default, and none is refused", () => {
  expect(cpuStress("one").fault.parameters).toEqual({ workers: 2 });
  expect(() => cpuStress("one", { workers: 0 })).toThrow(/has 0 workers/);
  expect(() => cpuStress("one", { workers: 1.5 })).toThrow(/has 1.5 workers/);
});

test("its parameters are told in words", () => {
  expect(cpuStressKind.describe?.({ workers: 1 }, [])).toEqual(["1 worker"]);
  expect(cpuStressKind.describe?.({ workers: 2 }, [])).toEqual(["2 workers"]);
});
