// The supervisor owns every fault: it heals in reverse order, twice if need be, whatever fails, and records it all.
import { expect, test } from "vitest";
import { HarnessError } from "../../src/core/errors.ts";
import { type NodeId, nodeId } from "../../src/core/ids.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { partition } from "../../src/nemesis/partition.ts";
import { pause } from "../../src/nemesis/pause.ts";
import { statesOf, supervise } from "./supervised.ts";

const on = (...nodes: string[]): { readonly nodes: readonly string[] } => ({ nodes });

test("all faults that hold are healed in reverse order", async () => {
  const run = supervise([kill(on("n1")), partition("halves"), pause(on("n3"))]);
  for (const position of [0, 1, 2]) await run.inject(position);
  await run.supervisor.healAll();
  expect(run.cluster.log.slice(3)).toEqual(["resume n3", "mend partition halves", "start n1"]);
  expect(run.supervisor.windows.map((window) => window.healed?.seen)).toEqual([true, true, true]);
});

test("disposing heals", async () => {
  const run = supervise([kill("all")]);
  await run.inject(0);
  await run.supervisor[Symbol.asyncDispose]();
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("healing twice, or at the same time, heals once", async () => {
  const run = supervise([kill(on("n1"))]);
  await run.inject(0);
  const [first, second] = await Promise.all([run.heal(0), run.heal(0)]);
  expect(second).toBe(first);
  expect(await run.heal(0)).toBe(first);
  await run.supervisor.healAll();
  expect(run.cluster.log).toEqual(["kill n1", "start n1"]);
  expect(run.healed).toEqual([first]);
});

test("a heal that fails is in the window and does not keep the others from being healed", async () => {
  const run = supervise([kill(on("n1")), kill(on("n2")), kill(on("n3"))]);
  for (const position of [0, 1, 2]) await run.inject(position);
  run.cluster.node("n2").trouble.set("start", new Error("no space left"));
  const windows = await run.supervisor.healAll();
  expect(statesOf(run.cluster)).toEqual(["running", "stopped", "running"]);
  expect(windows[1]).toMatchObject({
    end: null,
    evidence: { seen: true },
    healed: { seen: false, why: "n2: no space left" },
  });
});

test("what could not be healed is named with its command; the healing after it goes on in reverse order", async () => {
  const run = supervise([kill(on("n1")), pause(on("n2")), kill(on("n3"))]);
  for (const position of [0, 1, 2]) await run.inject(position);
  expect(run.injecting).toEqual([0, 1, 2]);
  run.cluster.node("n2").trouble.set("resume", new Error("frozen for good"));
  await run.supervisor.healAll();
  expect(run.cluster.log.slice(3)).toEqual(["start n3", "resume n2", "start n1"]);
  expect(run.supervisor.unhealed).toMatchObject([
    { window: { id: 1, name: "pause n2", end: null }, byHand: "resume n2 by hand" },
  ]);
  run.cluster.node("n2").trouble.clear();
  await run.supervisor.healAll();
  expect(run.supervisor.unhealed).toEqual([]);
});

test("what could not be healed is tried again at the end", async () => {
  const run = supervise([kill("all")]);
  await run.inject(0);
  run.cluster.node("n2").trouble.set("start", "no-evidence");
  expect(await run.heal(0)).toMatchObject({ end: null, healed: { seen: false } });
  run.cluster.node("n2").trouble.clear();
  const [window] = await run.supervisor.healAll();
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
  expect(run.cluster.log.slice(6)).toEqual(["start n2"]);
  expect(run.healed.map((each) => each.healed?.seen)).toEqual([false, true]);
});

test("a heal that hangs is given up at its deadline", async () => {
  const run = supervise([kill(on("n1"))]);
  await run.inject(0);
  run.cluster.node("n1").trouble.set("start", "hangs");
  const window = await run.heal(0);
  expect(window.healed).toEqual({
    seen: false,
    why: 'waited 45.0 s for "kill n1" to heal',
  });
});

test("an injection that hangs may bite later: its window stays open and is never proven", async () => {
  const run = supervise([pause(on("n1"))]);
  run.cluster.node("n1").trouble.set("pause", "hangs");
  expect(await run.inject(0)).toMatchObject({ end: null, evidence: { seen: false } });
  const [window] = await run.supervisor.healAll();
  expect(window).toMatchObject({ end: null, evidence: { seen: false }, healed: { seen: false } });
});

test("a fault at the leader is not put in place while nobody leads", async () => {
  const run = supervise([kill("leader"), partition("isolate-leader")], { leader: null });
  const why = "not put in place: nobody leads, so there is no leader to aim at";
  for (const position of [0, 1]) {
    const window = await run.inject(position);
    expect(window).toMatchObject({ targets: [], evidence: { seen: false, why } });
    expect(window.end).toBe(window.start);
  }
  await run.supervisor.healAll();
  expect(run.cluster.log).toEqual([]);
});

test("everybody but the leader is everybody but the leader of that moment", async () => {
  const run = supervise([pause("not-leader")], { leader: "n2" });
  expect(await run.inject(0)).toMatchObject({ targets: ["n1", "n3"] });
});

test("a fault leaves out nodes that another process fault holds, so that neither heals the other's", async () => {
  const run = supervise([kill(on("n1")), pause("all")]);
  await run.inject(0);
  expect(await run.inject(1)).toMatchObject({ targets: ["n2", "n3"] });
  await run.heal(1);
  expect(statesOf(run.cluster)).toEqual(["stopped", "running", "running"]);
  expect((await run.heal(0)).evidence).toMatchObject({ seen: true });
});

test("a fault whose nodes are all held is not put in place, and the one before is healed as planned", async () => {
  const run = supervise([kill(on("n1")), kill(on("n1")), kill(on("n1"))]);
  await run.inject(0);
  expect(await run.inject(1)).toMatchObject({
    evidence: { seen: false, why: "not put in place: another fault holds n1 already" },
  });
  await run.heal(1);
  expect(statesOf(run.cluster)[0]).toBe("stopped");
  await run.heal(0);
  expect(await run.inject(2)).toMatchObject({ targets: ["n1"], end: null });
});

test("a partition may hold while its nodes are killed", async () => {
  const run = supervise([partition("isolate-one", { of: on("n1") }), kill(on("n1"))]);
  await run.inject(0);
  expect(await run.inject(1)).toMatchObject({ targets: ["n1"] });
  const windows = await run.supervisor.healAll();
  expect(windows.map((window) => window.evidence.seen)).toEqual([true, true]);
});

test("the window starts when the command has returned and ends before it is proven healed", async () => {
  const run = supervise([kill(on("n1"))]);
  const { start } = await run.inject(0);
  const window = await run.heal(0);
  expect(window.start).toBe(start);
  expect(run.injected).toHaveLength(1);
  expect(window.end).toBeGreaterThan(start);
});

test("a lost engine rejects and is recorded", async () => {
  const run = supervise([kill(on("n1"))]);
  run.cluster.node("n1").trouble.set("kill", new HarnessError("engine", "the engine is gone"));
  await expect(run.inject(0)).rejects.toThrow("the engine is gone");
  expect(run.supervisor.windows[0]?.evidence).toMatchObject({ seen: false });
});

test("nothing is injected once all is healed", async () => {
  const run = supervise([kill("all")]);
  await run.supervisor.healAll();
  expect(await run.inject(0)).toMatchObject({ targets: [], evidence: { seen: false } });
  expect(run.cluster.log).toEqual([]);
});

test("a heal of a fault that was never injected fails, and so does an unknown operation", async () => {
  const run = supervise([]);
  await expect(run.heal(0)).rejects.toThrow("nothing was injected");
  const { signal } = new AbortController();
  const outcome = await run.supervisor.invoke({ f: "explode", value: null }, signal);
  expect(outcome.type).toBe("fail");
});

test("commands on one node take turns, so that what comes next finds it healed; on others they go side by side", async () => {
  const run = supervise([kill(on("n1")), kill(on("n1")), pause(on("n2"))]);
  await run.inject(0);
  const [, next] = await Promise.all([run.heal(0), run.inject(1), run.inject(2)]);
  expect(next).toMatchObject({ targets: ["n1"], end: null });
  expect(run.cluster.log).toEqual(["kill n1", "pause n2", "start n1", "kill n1"]);
});

test("who waits for a leader keeps nobody from being healed", async () => {
  const { promise, resolve } = Promise.withResolvers<NodeId>();
  const run = supervise([kill(on("n1")), pause("leader")], { leader: () => promise });
  await run.inject(0);
  const waiting = run.inject(1);
  expect(await run.heal(0)).toMatchObject({ healed: { seen: true } });
  resolve(nodeId("n1"));
  expect(await waiting).toMatchObject({ targets: ["n1"], end: null });
});
