// The fault "pause" bites, shows evidence and heals, on a cluster in memory.
import { expect, test } from "vitest";
import { pause } from "../../src/nemesis/pause.ts";
import { statesOf, supervise } from "./supervised.ts";

test("a paused majority stands still until it is healed", async () => {
  const run = supervise([pause("majority")]);
  const { targets } = await run.inject(0);
  expect(targets).toHaveLength(2);
  expect(statesOf(run.cluster).filter((state) => state === "paused")).toHaveLength(2);
  const window = await run.heal(0);
  expect(window.evidence.seen).toBe(true);
  expect(window.healed?.seen).toBe(true);
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("healing leaves a node alone that died while it was paused", async () => {
  const run = supervise([pause({ nodes: ["n1"] })]);
  await run.inject(0);
  run.cluster.node("n1").state = "stopped";
  const window = await run.heal(0);
  expect(window.evidence).toMatchObject({ seen: false });
  expect(window.healed).toMatchObject({ seen: true });
  expect(run.cluster.log).toEqual(["pause n1", "resume n1"]);
  expect(run.cluster.node("n1").state).toBe("stopped");
});
