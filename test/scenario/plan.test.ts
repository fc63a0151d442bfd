// Plans: the same scenario and seed give the same operations and fault schedule; overrides and images find their place.
import { describe, expect, it } from "vitest";
import {
  defineScenario,
  generators,
  kill,
  mix,
  partition,
  raftDemo,
  register,
  type Scenario,
} from "../../src/index.ts";
import { planText } from "../../src/cli/plan-text.ts";
import { planRun, type PlanContext } from "../../src/scenario/plan.ts";

const scenario = defineScenario({
  name: "demo/register",
  system: raftDemo(),
  workload: register(),
  nemesis: mix({ every: "5s", faults: [partition("isolate-one"), kill("one")] }),
  duration: "20s",
});

const context: PlanContext = {
  run: "r",
  file: "demo.scenario.ts",
  inSuite: false,
  seed: 7,
  overrides: {},
  settings: {},
  images: {},
  versions: { faultline: "0.1.0", node: "26" },
};

describe("planRun", () => {
  it("gives the same operations and fault schedule for the same seed", () => {
    const [one, two] = [planRun(scenario, context), planRun(scenario, context)];
    expect(two.plan.digest).toBe(one.plan.digest);
    expect(two.plan.faults).toEqual(one.plan.faults);
    expect(one.plan.faults.length).toBeGreaterThan(0);
  });

  it("names the call that repeats a run that no file is behind", () => {
    const { plan } = planRun(scenario, { ...context, file: null, overrides: { duration: "9s" } });
    expect(plan.replay).toBe('runScenario(scenario, {"seed":7,"duration":"9s"})');
  });

  it("gives others for another seed, rate or duration", () => {
    const digests = [
      planRun(scenario, context),
      planRun(scenario, { ...context, seed: 8 }),
      planRun(scenario, { ...context, overrides: { rate: 33 } }),
      planRun(scenario, { ...context, overrides: { duration: "10s" } }),
    ].map(({ plan }) => plan.digest);
    expect(new Set(digests).size).toBe(4);
  });

  it("makes the final reads of what the workload learned from the load", () => {
    const workload = {
      ...register(),
      tracks: generators.highestKey(),
      final: (_concurrency: number, highest: unknown) =>
        generators.emit({ f: "read", key: Number(highest), value: null }),
    };
    const { final } = planRun({ ...scenario, workload }, context);
    const reads = generators.preview(final?.(41) ?? generators.ops([]));
    expect(reads).toMatch(/read 41: null$/);
  });

  it("writes a replay line that repeats every override", () => {
    const overrides = { nodes: 5, duration: "9s", opTimeout: "1s" };
    const settings = { opTimeout: "1s", title: "it's 5 o'clock" };
    const { plan } = planRun(scenario, { ...context, inSuite: true, overrides, settings });
    expect(plan.nodes).toEqual(["n1", "n2", "n3", "n4", "n5"]);
    expect(plan.replay).toBe(
      "npx faultline run demo.scenario.ts --backend process --seed 7 --grep '^demo/register$' --duration 9s --nodes 5 --set opTimeout=1s --set 'title=it'\\''s 5 o'\\''clock'",
    );
  });

  it("takes another image for a system and then builds none", () => {
    const planned = planRun(scenario, {
      ...context,
      overrides: { backend: "docker" },
      images: { "raft-demo": "mine:2" },
    });
    expect(planned.plan.system.image).toBe("mine:2");
    expect(planned.scenario.system.container).not.toHaveProperty("build");
  });

  it("judges with assumptions first and with what every run has", () => {
    const names = planRun(scenario, context).plan.checkers.map(({ checker }) => checker);
    expect(names).toEqual([
      "assumptions",
      "linearizable",
      "stats",
      "availability",
      "recovery",
      "log-pattern",
    ]);
  });

  it("judges recovery by what the scenario expects of it, where faults are planned", () => {
    const optionsOf = (change: Partial<Scenario>) =>
      planRun({ ...scenario, ...change }, context).plan.checkers.find(
        ({ checker }) => checker === "recovery",
      )?.options;
    expect(optionsOf({})).toEqual({ recoveryMs: 5000 });
    expect(optionsOf({ expectRecovery: "4s" })).toMatchObject({ expectRecoveryMs: 4000 });
    expect(optionsOf({ expectRecovery: { steady: "9s" } })).toMatchObject({ expectSteadyMs: 9000 });
    expect(optionsOf({ nemesis: null })).toBeUndefined();
  });

  it("looks for a system's failure patterns with their flags, in the plan, too", () => {
    const system = { ...raftDemo(), failurePatterns: [/^boom$/i, /^bang$/] };
    const loud = defineScenario({ name: "demo/loud", system, workload: register() });
    const spec = planRun(loud, context).plan.checkers.at(-1);
    expect(spec?.options).toEqual({ patterns: ["(?i:^boom$)", "^bang$"] });
  });

  it("counts on the faults that it plans, where there is a nemesis", () => {
    const { plan } = planRun(scenario, context);
    expect(plan.checkers[0]?.options).toEqual({ plannedFaults: plan.faults.length });
    const calm = defineScenario({ name: "demo/calm", system: raftDemo(), workload: register() });
    expect(planRun(calm, context).plan.checkers[0]).not.toHaveProperty("options");
  });

  it("refuses a back end that the system does not run on", () => {
    const { container: _container, ...system } = raftDemo();
    const local = defineScenario({
      name: "demo/local",
      system,
      workload: register(),
      backend: "docker",
    });
    expect(() => planRun(local, context)).toThrow(/does not run on the back end docker/);
  });
});

describe("a scenario that adopts containers", () => {
  const adopting = defineScenario({
    name: "demo/adopting",
    system: {
      ...raftDemo(),
      container: { adopt: { compose: "compose.yml", service: "db" }, ports: { api: 80 } },
    },
    workload: register(),
    backend: "docker",
  });

  it("says so in its plan, and in words", () => {
    const planned = planRun(adopting, context);
    expect(planned.plan.system).toEqual({
      name: "raft-demo",
      image: null,
      adopts: "containers of compose.yml (db)",
    });
    expect(planText(planned)).toContain(
      "adopt containers of compose.yml (db) as 3 nodes of raft-demo: none is removed, only faults are undone",
    );
  });

  it("takes no other image", () => {
    const images = { "raft-demo": "mine:2" };
    expect(() => planRun(adopting, { ...context, images })).toThrow(/adopts its containers/);
  });
});
