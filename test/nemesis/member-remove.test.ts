// The fault "member.remove" bites by another node's word, and brings its nodes back empty.
import { expect, test } from "vitest";
import { memberRemove } from "../../src/nemesis/member-remove.ts";
import { memberRun } from "./member-run.ts";
import { statesOf } from "./supervised.ts";

test("members are out and down until healed, then members again with nothing of their own", async () => {
  const { run, system } = memberRun([memberRemove({ nodes: ["n2", "n4"] })], 5);
  await run.inject(0);
  expect([...system.members]).toEqual(["n1", "n3", "n5"]);
  expect(statesOf(run.cluster)).toEqual(["running", "stopped", "running", "stopped", "running"]);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({
    seen: true,
    detail: "n2: n1 lists n1 n3 n4 n5; gone; n4: n1 lists n1 n3 n5; gone",
  });
  expect(run.cluster.log).toContain("rebuild n2 empty joining n1 n2 n3 n5");
  expect(run.cluster.log).toContain("rebuild n4 empty joining n1 n2 n3 n4 n5");
  expect(window.healed).toMatchObject({ seen: true });
});

test("a node that somebody started meanwhile is missing evidence", async () => {
  const { run } = memberRun([memberRemove({ nodes: ["n1"] })], 3);
  await run.inject(0);
  run.cluster.node("n1").state = "running";
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "n1: is running although it was removed" });
  expect(window.healed).toMatchObject({ seen: true });
});

test("healing that was refused is tried again", async () => {
  const { run, system } = memberRun([memberRemove({ nodes: ["n1"] })], 3);
  await run.inject(0);
  system.refusals.set("add", new Error("unhealthy cluster"));
  expect(await run.heal(0)).toMatchObject({
    end: null,
    healed: { seen: false, why: "n1: unhealthy cluster" },
  });
  system.refusals.clear();
  expect(await run.heal(0)).toMatchObject({ healed: { seen: true } });
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});
