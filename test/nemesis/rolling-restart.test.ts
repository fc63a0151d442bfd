// The fault "rolling-restart" goes round its targets one by one, stops at a failure, and starts only what is down.
import { expect, test } from "vitest";
import { describeStep } from "../../src/nemesis/describe-step.ts";
import { rollingRestart } from "../../src/nemesis/rolling-restart.ts";
import { mix } from "../../src/nemesis/schedule.ts";
import { randomOf } from "../../src/core/random.ts";
import { nodeId, seed } from "../../src/core/ids.ts";
import { layoutOf } from "../../src/core/topology.ts";
import type { Node } from "../../src/cluster/api.ts";
import { injectInto } from "../docker/injected.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { statesOf } from "./supervised.ts";

const soon = { pause: "1ms" };

const hooks = { ready: () => Promise.resolve(true) };

test("each node is stopped, started and serves before the next; nothing is left to heal", async () => {
  const cluster = fakeCluster(3);
  const asked: string[] = [];
  const ready = ({ id }: Node): Promise<boolean> => {
    asked.push(`${id} after ${cluster.log.at(-1) ?? ""}`);
    return Promise.resolve(true);
  };
  const plan = rollingRestart({ nodes: ["n1", "n2"] }, { grace: "2s", ...soon });
  const fault = await injectInto(cluster, { ready }, plan);
  const round = ["terminate n1", "start n1", "terminate n2", "start n2"];
  expect(cluster.log).toEqual(round);
  expect(asked).toEqual(["n1 after start n1", "n2 after start n2"]);
  expect(await fault.evidence()).toEqual({
    seen: true,
    detail: "n1: grace 2000 ms, runs, serves; n2: grace 2000 ms, runs, serves",
  });
  await fault[Symbol.asyncDispose]();
  expect(cluster.log).toEqual(round);
  expect(await fault.healed()).toEqual({ seen: true, detail: "n1: runs; n2: runs" });
});

test("with kill, nodes get no grace", async () => {
  const cluster = fakeCluster(2);
  await injectInto(cluster, hooks, rollingRestart("all", { kill: true, ...soon }));
  expect(cluster.log).toEqual(["kill n1", "start n1", "kill n2", "start n2"]);
});

test("after a node that failed, the others are left as they are; healed, what is down is started", async () => {
  const cluster = fakeCluster(3);
  cluster.node("n2").trouble.set("start", new Error("no port"));
  const fault = await injectInto(cluster, hooks, rollingRestart("all", soon));
  expect(statesOf(cluster)).toEqual(["running", "stopped", "running"]);
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toEqual({ seen: false, why: "n2: no port" });
  expect(await fault.evidence()).toEqual({
    seen: false,
    why: "n2: no port; n3: was not reached: a node before it failed",
  });
  cluster.node("n2").trouble.clear();
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toMatchObject({ seen: true });
  expect(statesOf(cluster)).toEqual(["running", "running", "running"]);
  expect(cluster.log).not.toContain("terminate n3");
});

test("a node that was down before proves nothing, and is started when healed", async () => {
  const cluster = fakeCluster(1);
  await cluster.node("n1").kill();
  const fault = await injectInto(cluster, hooks, rollingRestart("all", soon));
  expect(await fault.evidence()).toEqual({ seen: false, why: "n1: was stopped already" });
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toMatchObject({ seen: true });
});

test("a mix leaves it room for every node, and says what it does", () => {
  const nemesis = mix({ every: "5s", faults: [rollingRestart("all", { pause: "3s" }).for("1s")] });
  const layout = layoutOf(["n1", "n2", "n3"].map(nodeId));
  const steps = nemesis.schedule({ layout, durationMs: 60_000, random: randomOf(seed(1)) });
  expect(steps.length).toBeGreaterThan(1);
  for (const [index, { atMs }] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined) expect(atMs - before.atMs).toBeGreaterThanOrEqual(16_000);
    const step = steps[index];
    if (step !== undefined)
      expect(describeStep(step)).toContain("10 s of grace; 3 s between nodes");
  }
});
