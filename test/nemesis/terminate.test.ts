// The fault "terminate" bites with its grace, shows evidence and heals, on a cluster in memory.
import { expect, test } from "vitest";
import { terminate } from "../../src/nemesis/terminate.ts";
import { statesOf, supervise } from "./supervised.ts";

test("a terminated node gets its grace, is down, and is started again when healed", async () => {
  const run = supervise([terminate({ nodes: ["n3"] }, { grace: "5s" })]);
  await run.inject(0);
  expect(statesOf(run.cluster)).toEqual(["running", "running", "stopped"]);
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "n3: grace 5000 ms" });
  expect(window.healed).toEqual({ seen: true, detail: "n3: runs" });
  expect(statesOf(run.cluster)).toEqual(["running", "running", "running"]);
});

test("the grace is ten seconds where none is given, and no time at all is refused", () => {
  expect(terminate("one").fault.parameters).toEqual({ graceMs: 10_000 });
  expect(() => terminate("one", { grace: "0s" })).toThrow(/no time at all/);
});
