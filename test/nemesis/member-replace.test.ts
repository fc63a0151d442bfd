// The fault "member.replace" takes members out and puts empty ones in, and heals from half-way states.
import { expect, test } from "vitest";
import { memberReplace } from "../../src/nemesis/member-replace.ts";
import { memberRun } from "./member-run.ts";
import { statesOf } from "./supervised.ts";

test("each target leaves, is emptied and joins again before the next one", async () => {
  const { run } = memberRun([memberReplace({ nodes: ["n1", "n2"] })], 5);
  await run.inject(0);
  expect(run.cluster.log).toEqual([
    "kill n1",
    "rebuild n1 empty joining n1 n2 n3 n4 n5",
    "kill n2",
    "rebuild n2 empty joining n1 n2 n3 n4 n5",
  ]);
  const window = await run.heal(0);
  expect(window.evidence).toMatchObject({
    seen: true,
    detail: expect.stringMatching(/^n1: n2 lists n2 n3 n4 n5; gone; made anew empty/) as string,
  });
  expect(window.healed).toEqual({
    seen: true,
    detail:
      "n1: is running and a member by the word of n2; n2: is running and a member by the word of n1",
  });
  expect(run.cluster.nodes.map((node) => node.mortal)).toEqual([0, 0, 0, 0, 0]);
});

test("a node that died since is started with the data that it has as a new member", async () => {
  const { run } = memberRun([memberReplace({ nodes: ["n1"] })], 3);
  await run.inject(0);
  run.cluster.node("n1").state = "stopped";
  const window = await run.heal(0);
  expect(run.cluster.log.at(-1)).toBe("start n1");
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("a node that could not be made anew is missing evidence, and joins when healed", async () => {
  const { run, system } = memberRun([memberReplace({ nodes: ["n1"] })], 3);
  run.cluster.node("n1").trouble.set("rebuild", new Error("no space left"));
  await run.inject(0);
  expect([...system.members]).toEqual(["n2", "n3"]);
  run.cluster.node("n1").trouble.clear();
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "n1: no space left" });
  expect(window.healed).toMatchObject({ seen: true });
  expect([...system.members].sort()).toEqual(["n1", "n2", "n3"]);
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("a refusal of the system's is missing evidence and changes nothing", async () => {
  const { run, system } = memberRun([memberReplace({ nodes: ["n1"] })], 3);
  system.refusals.set("remove", new Error("unhealthy cluster"));
  await run.inject(0);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: false, why: "n1: unhealthy cluster" });
  expect(window.healed).toMatchObject({ seen: true });
  expect(run.cluster.log).not.toContain("kill n1");
});
