// The fault "upgrade" rolls through its targets one by one, stops at a failure, and rolls back.
import { expect, test } from "vitest";
import { upgrade } from "../../src/nemesis/upgrade.ts";
import { statesOf, supervise } from "./supervised.ts";

const OTHER = "etcd:2";

test("each node is stopped, made of the other image and serves before the next; healed, all roll back", async () => {
  const run = supervise([upgrade({ nodes: ["n1", "n2"] }, { image: OTHER })]);
  const injected = await run.inject(0);
  expect(injected.name).toBe("upgrade n1 n2 to etcd:2");
  const window = await run.heal(0);
  expect(run.cluster.log).toEqual([
    "terminate n1",
    "rebuild n1 of etcd:2",
    "terminate n2",
    "rebuild n2 of etcd:2",
    "terminate n2",
    "rebuild n2 of the first image",
    "terminate n1",
    "rebuild n1 of the first image",
  ]);
  expect(window.evidence).toEqual({
    seen: true,
    detail: "n1: made anew of etcd:2; n2: made anew of etcd:2",
  });
  expect(window.healed).toMatchObject({ seen: true });
});

test("after a node that failed, the others are left as they are, and it is rolled back", async () => {
  const run = supervise([upgrade("all", { image: OTHER })]);
  run.cluster.node("n2").trouble.set("rebuild", new Error("no such image"));
  await run.inject(0);
  expect(statesOf(run.cluster)).toEqual(["running", "stopped", "running"]);
  run.cluster.node("n2").trouble.clear();
  const window = await run.heal(0);
  expect(window.evidence).toEqual({
    seen: false,
    why: "n2: no such image; n3: was not reached: a node before it failed",
  });
  expect(window.healed).toMatchObject({ seen: true });
  expect(run.cluster.log).not.toContain("terminate n3");
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("a roll back that failed is tried again for the nodes that it failed on", async () => {
  const run = supervise([upgrade({ nodes: ["n1", "n2"] }, { image: OTHER })]);
  await run.inject(0);
  run.cluster.node("n1").trouble.set("rebuild", new Error("engine busy"));
  expect(await run.heal(0)).toMatchObject({ end: null, healed: { why: "n1: engine busy" } });
  run.cluster.node("n1").trouble.clear();
  const before = run.cluster.log.length;
  expect(await run.heal(0)).toMatchObject({ healed: { seen: true } });
  expect(run.cluster.log.slice(before)).toEqual(["terminate n1", "rebuild n1 of the first image"]);
});
