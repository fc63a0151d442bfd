// The fault "cpu-limit" reaches the back end with its cores, and is refused without any.
import { expect, test } from "vitest";
import { cpuLimit, cpuLimitKind } from "../../src/nemesis/cpu-limit.ts";
import { nodeId } from "../../src/core/ids.ts";
import { supervise } from "./supervised.ts";

test("a leader has a tenth of a core until it is healed", async () => {
  const run = supervise([cpuLimit("leader", { cpus: 0.1 })], { leader: "n2" });
  expect(await run.inject(0)).toMatchObject({ name: "cpu-limit leader", targets: ["n2"] });
  expect(run.cluster.resources.strains.get("cpu-limit")).toEqual({
    nodes: [nodeId("n2")],
    strain: { what: "cpu", cpus: 0.1 },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "cpu-limit was felt" });
  expect(window.healed).toEqual({ seen: true, detail: "cpu-limit is gone" });
  expect(run.cluster.resources.strains.size).toBe(0);
});

test("no cores, or fewer than the kernel deals out, are refused", () => {
  for (const cpus of [0, -1, 0.001, NaN, Infinity]) {
    expect(() => cpuLimit("one", { cpus })).toThrow(/cpuLimit has/);
  }
});

test("its parameters are told in words", () => {
  expect(cpuLimitKind.describe?.({ cpus: 0.1 }, [])).toEqual(["to 0.1 cores"]);
});
