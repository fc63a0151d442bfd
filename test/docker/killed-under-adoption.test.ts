// kill -9 of the harness while its faults hold on containers that it did not start: within ten seconds these are as they were.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import type { Plan } from "../../src/core/plan.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { readJournal } from "../../src/runner/aftermath.ts";
import { start } from "../cli/faultline.ts";
import { describeDocker } from "./engine-available.ts";
import { type Foreign, startForeign } from "./foreign-containers.ts";
import { leftOf } from "./small-cluster.ts";

const BACK_WITHIN_MS = 10_000;
const ALL_HOLD_WITHIN_MS = 120_000;
const SCENARIO = "test/fixtures/scenarios/adopted-faults.scenario.ts";

let out: string;
let foreign: Foreign;
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "faultline-adopted-"));
  foreign = await startForeign(3);
});
afterAll(async () => {
  rmSync(out, { recursive: true });
  await foreign[Symbol.asyncDispose]();
});

describeDocker("kill -9 of the harness under faults on adopted containers", () => {
  it("leaves them as they were", async () => {
    const before = await foreign.states();
    const started = start([
      ...["run", SCENARIO, "--json", "--out", out],
      ...["--set", `label=${foreign.label}`],
    ]);
    const begun = await started.event((event) => event.type === "run-started");
    if (begun.type !== "run-started") throw new Error("not the event that was asked for");
    const plan = JSON.parse(readFileSync(join(begun.dir, "plan.json"), "utf8")) as Plan;
    expect(plan.system.adopts).toBe(`containers labelled ${foreign.label}`);
    await waitFor(
      () => {
        const injected = started.events.filter(({ type }) => type === "fault-injected");
        return Promise.resolve(injected.length === plan.faults.length ? true : null);
      },
      { what: "all faults to hold", deadlineMs: ALL_HOLD_WITHIN_MS, everyMs: 100 },
    );
    const during = await foreign.states();
    expect(during.map(({ running, paused }) => [running, paused])).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
    started.child.kill("SIGKILL");
    await started.done;
    await waitFor(
      async () => {
        const now = await foreign.states();
        const back = JSON.stringify(now) === JSON.stringify(before);
        return back && (await leftOf(plan.run)).length === 0 ? true : null;
      },
      { what: "all to be as it was", deadlineMs: BACK_WITHIN_MS, everyMs: 200 },
    );
    await waitFor(
      () => Promise.resolve(readJournal(begun.dir).some(({ kind }) => kind === "released") || null),
      { what: "the journal to say so", deadlineMs: 2 * BACK_WITHIN_MS, everyMs: 200 },
    );
    // Rules, queues, clocks and tools: whatever were left of them, this would find.
    const journal = readJournal(begun.dir).filter(({ kind }) => kind !== "released");
    expect(await dockerBackend.clean(plan.run, journal)).toEqual([]);
  });
});
