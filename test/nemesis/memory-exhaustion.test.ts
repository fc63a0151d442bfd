// The fault "memory-exhaustion" reaches the back end, and shares its nodes with no other fault of processes.
import { expect, test } from "vitest";
import { kill } from "../../src/nemesis/kill.ts";
import { memoryExhaustion } from "../../src/nemesis/memory-exhaustion.ts";
import { nodeId } from "../../src/core/ids.ts";
import { supervise } from "./supervised.ts";

test("a node's memory is full until it is healed", async () => {
  const run = supervise([memoryExhaustion({ nodes: ["n3"] })]);
  await run.inject(0);
  expect(run.cluster.resources.strains.get("memory-exhaustion")).toEqual({
    nodes: [nodeId("n3")],
    strain: { what: "memory" },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "memory-exhaustion was felt" });
  expect(window.healed).toEqual({ seen: true, detail: "memory-exhaustion is gone" });
});

test("a node that another fault has killed is left alone", async () => {
  const run = supervise([kill({ nodes: ["n3"] }), memoryExhaustion({ nodes: ["n3"] })]);
  await run.inject(0);
  const window = await run.inject(1);
  expect(window.evidence).toMatchObject({ seen: false });
  expect(run.cluster.log).toEqual(["kill n3"]);
});
