// The fault "member.add" grows the cluster by a node that votes, and leaves nothing of it.
import { expect, test } from "vitest";
import { memberAdd } from "../../src/nemesis/member-add.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { partition } from "../../src/nemesis/partition.ts";
import { memberRun } from "./member-run.ts";

test("one more node joins and is the window's target, until it leaves and is discarded", async () => {
  const { run, system } = memberRun([memberAdd()], 3);
  expect(await run.inject(0)).toMatchObject({ targets: ["n4"], end: null });
  expect(run.cluster.log).toEqual(["grow n4", "rebuild n4 empty joining n1 n2 n3 n4"]);
  const window = await run.heal(0);
  expect(window.evidence).toMatchObject({
    seen: true,
    detail: expect.stringMatching(/n1 lists n1 n2 n3 n4$/) as string,
  });
  expect(window.healed).toEqual({ seen: true, detail: "n1 lists n1 n2 n3; no container" });
  expect([...system.members]).toEqual(["n1", "n2", "n3"]);
  expect(run.cluster.nodes.map(({ id }) => id)).toEqual(["n1", "n2", "n3"]);
});

test("a node that does not come to vote is missing evidence, and is gone all the same", async () => {
  const { run, system } = memberRun([memberAdd()], 3);
  system.refusals.set("add", new Error("unhealthy cluster"));
  await run.inject(0);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "unhealthy cluster" });
  expect(window.healed).toMatchObject({ seen: true });
  expect(run.cluster.nodes.map(({ id }) => id)).toEqual(["n1", "n2", "n3"]);
});

test("a node that is no member any more is no evidence, and one that died leaves as well", async () => {
  const { run, system } = memberRun([memberAdd()], 3);
  await run.inject(0);
  run.cluster.node("n4").state = "stopped";
  system.members.delete(run.cluster.node("n4").id);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "n1 does not list it as a member" });
  expect(window.healed).toMatchObject({ seen: true });
  expect(run.cluster.log.at(-1)).toBe("discard n4");
});

test("healing that was refused is tried again", async () => {
  const { run, system } = memberRun([memberAdd()], 3);
  await run.inject(0);
  system.refusals.set("remove", new Error("unhealthy cluster"));
  expect(await run.heal(0)).toMatchObject({ end: null, healed: { seen: false } });
  system.refusals.clear();
  expect(await run.heal(0)).toMatchObject({ healed: { seen: true } });
});

test("the new node is hit by what aims at the leader, should it lead", async () => {
  const { run } = memberRun([memberAdd(), kill("leader"), partition("isolate-leader")], 3, "n4");
  await run.inject(0);
  expect(await run.inject(1)).toMatchObject({ targets: ["n4"], end: null });
  expect(run.cluster.node("n4").state).toBe("stopped");
  expect(await run.inject(2)).toMatchObject({ targets: ["n4"], end: null });
  expect([...run.cluster.network.cuts].flat()).toContainEqual({ from: "n4", to: "n1" });
  await run.supervisor.healAll();
  expect(run.supervisor.unhealed).toEqual([]);
});
