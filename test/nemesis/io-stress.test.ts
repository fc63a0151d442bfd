// The fault "io-stress" reaches the back end with its workers, two where none are given.
import { expect, test } from "vitest";
import { ioStress, ioStressKind } from "../../src/nemesis/io-stress.ts";
import { nodeId } from "../../src/core/ids.ts";
import { supervise } from "./supervised.ts";

test("a node works beside others' work until it is healed", async () => {
  const run = supervise([ioStress({ nodes: ["n1"] }, { workers: 3 })]);
  await run.inject(0);
  expect(run.cluster.resources.strains.get("io-stress")).toEqual({
    nodes: [nodeId("n1")],
    strain: { what: "io-stress", workers: 3 },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "io-stress was felt" });
  expect(window.healed).toEqual({ seen: true, detail: "io-stress is gone" });
});

test("two workers are the default, and none is refused", () => {
  expect(ioStress("one").fault.parameters).toEqual({ workers: 2 });
  expect(() => ioStress("one", { workers: 0 })).toThrow(/has 0 workers/);
  expect(() => ioStress("one", { workers: 1.5 })).toThrow(/has 1.5 workers/);
});

test("its parameters are told in words", () => {
  expect(ioStressKind.describe?.({ workers: 1 }, [])).toEqual(["1 worker"]);
  expect(ioStressKind.describe?.({ workers: 2 }, [])).toEqual(["2 workers"]);
});
