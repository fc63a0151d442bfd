// The fault "kill" bites, shows evidence and heals, on a cluster in memory.
import { expect, test } from "vitest";
import { kill } from "../../src/nemesis/kill.ts";
import { statesOf, supervise } from "./supervised.ts";

test("a killed leader is down until it is healed, and both are proven", async () => {
  const run = supervise([kill("leader")], { leader: "n2" });
  const injected = await run.inject(0);
  expect(injected).toMatchObject({ name: "kill leader", targets: ["n2"], end: null, healed: null });
  expect(statesOf(run.cluster)).toEqual(["running", "stopped", "running"]);

  const window = await run.heal(0);
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
  expect(window.evidence).toEqual({ seen: true, detail: "n2: gone" });
  expect(window.healed).toEqual({ seen: true, detail: "n2: runs" });
  expect(window.end).toBeGreaterThan(window.start);
});

test("the others are killed and started although one node fails, and the evidence names that node", async () => {
  const run = supervise([kill("all")]);
  run.cluster.node("n2").trouble.set("kill", new Error("no such process"));
  await run.inject(0);
  expect(statesOf(run.cluster)).toEqual(["stopped", "running", "stopped"]);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "n2: no such process" });
  expect(window.healed).toMatchObject({ seen: true });
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("a node that came back before the fault was healed is missing evidence", async () => {
  const run = supervise([kill({ nodes: ["n1"] })]);
  await run.inject(0);
  run.cluster.node("n1").state = "running";
  expect((await run.heal(0)).evidence).toEqual({
    seen: false,
    why: "n1: is running although the fault still holds",
  });
});
