// Turns a scenario into a run's plan: overrides applied, generators made, the fault schedule drawn from the seed.
// Pure but for the ids it is given: the same scenario and seed give the same plan and digest.
import { createHash } from "node:crypto";
import type { Checker } from "../checkers/checker.ts";
import { checkerOf } from "../checkers/registry.ts";
import { adoptionWords } from "../cluster/api.ts";
import { assert, elementAt } from "../core/assert.ts";
import { fromMs, parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import { type NodeId, nodeId, seed as seedOf } from "../core/ids.ts";
import type { BackendName, CheckerSpec, Plan, PlannedFault } from "../core/plan.ts";
import { randomOf } from "../core/random.ts";
import { type Layout, parsePlace } from "../core/topology.ts";
import type { Generator } from "../generator/generator.ts";
import { NOTHING } from "../generator/wrap.ts";
import { clients, nemesis as onNemesis } from "../generator/route.ts";
import { digestOf } from "../generator/digest.ts";
import { stagger } from "../generator/stagger.ts";
import type { ScheduledFault } from "../nemesis/nemesis.ts";
import { scheduleGenerator } from "../nemesis/schedule-generator.ts";
import type { System } from "../systems/system.ts";
import type { Overrides, Scenario, Settings } from "./define.ts";
import { loadSpan } from "./load-span.ts";
import { requireOfSystem } from "./system-needs.ts";
import { validateScenario } from "./validate.ts";

/** What cannot be drawn from the scenario: names, versions, how it was called. */
export interface PlanContext {
  readonly run: string;
  readonly file: string | null;
  /** The file is a suite: the replay line then picks this scenario out of it. */
  readonly inSuite: boolean;
  readonly seed: number;
  readonly overrides: Overrides;
  /** What `--set` was given, for the replay line. */
  readonly settings: Settings;
  /** System name → image reference. */
  readonly images: Readonly<Record<string, string>>;
  readonly versions: Plan["versions"];
}

/** A plan and what carries it out. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly nodes: readonly NodeId[];
  readonly layout: Layout;
  readonly steps: readonly ScheduledFault[];
  /** The load with its faults: duration, then recovery. */
  readonly load: Generator;
  /** The final reads, made of what the load taught the workload's tracker; null where the workload has none. */
  readonly final: ((known: unknown) => Generator) | null;
  /** Assumptions first, then the workload's own, then those that every run has. */
  readonly checkers: readonly Checker[];
}

/** Throws `usage` where the overrides do not fit the scenario. */
export function planRun(original: Scenario, context: PlanContext): PlannedRun {
  const scenario = withImages(overridden(original, context.overrides), context.images);
  const durationMs = toMs(parseDuration(scenario.duration));
  const recoveryMs = toMs(parseDuration(scenario.recovery));
  const nodes = Array.from({ length: scenario.nodes }, (_, i) => nodeId(`n${String(i + 1)}`));
  const layout: Layout = { nodes, places: placesOf(scenario, nodes) };
  const steps = stepsOf(scenario, layout, durationMs, context);
  const load = loadOf(scenario, steps, durationMs, recoveryMs);
  const backend = backendOf(scenario);
  const checkers = allCheckers(scenario, steps.length);
  const plan: Plan = {
    format: "faultline-plan",
    version: 1,
    run: context.run,
    scenario: scenario.name,
    file: context.file,
    description: scenario.description,
    tags: scenario.tags,
    seed: context.seed,
    backend,
    system: systemOf(scenario),
    nodes,
    ...(scenario.topology === null ? {} : { topology: scenario.topology }),
    workload: { name: scenario.workload.name, options: scenario.workload.options },
    checkers: checkers.map(specOf),
    faults: steps.map(plannedOf),
    rate: scenario.rate,
    concurrency: scenario.concurrency,
    durationMs,
    recoveryMs,
    opTimeoutMs: toMs(parseDuration(scenario.opTimeout)),
    expect: scenario.expect,
    digest: planDigest(load, steps, scenario.concurrency, context.seed),
    versions: context.versions,
    replay: replayCommand(original, context, backend),
  };
  return {
    plan,
    scenario,
    nodes,
    layout,
    steps,
    load,
    final: finalOf(scenario),
    checkers: checkers.map((c) => ("check" in c ? c : checkerOf(c))),
  };
}

function finalOf({ workload, concurrency }: Scenario): PlannedRun["final"] {
  if (workload.final === undefined) return null;
  return (known) => clients(workload.final?.(concurrency, known) ?? NOTHING);
}

function systemOf({ system: { name, container } }: Scenario): Plan["system"] {
  if (container === undefined) return { name, image: null };
  if ("adopt" in container) return { name, image: null, adopts: adoptionWords(container.adopt) };
  return { name, image: container.image };
}

function overridden(scenario: Scenario, { seed: _seed, ...overrides }: Overrides): Scenario {
  return validateScenario({ ...scenario, ...overrides }, "the command line");
}

function withImages(scenario: Scenario, images: Readonly<Record<string, string>>): Scenario {
  const image = images[scenario.system.name];
  const container = scenario.system.container;
  if (image === undefined || container === undefined) return scenario;
  if ("adopt" in container) {
    throw new HarnessError(
      "usage",
      `--image ${scenario.system.name}=…: the scenario adopts its containers`,
      {
        hint: "Leave the option out: adopted containers keep the image that they have.",
      },
    );
  }
  const { build: _build, ...rest } = container;
  return { ...scenario, system: { ...scenario.system, container: { ...rest, image } } };
}

/** The back end asked for, or the first that the system runs on. */
function backendOf(scenario: Scenario): BackendName {
  const { system } = scenario;
  const runsOn: BackendName[] = [];
  if (system.process !== undefined) runsOn.push("process");
  if (system.container !== undefined) runsOn.push("docker");
  const chosen = scenario.backend ?? runsOn[0];
  if (chosen === undefined || !runsOn.includes(chosen)) {
    throw new HarnessError(
      "usage",
      `system ${system.name} does not run on the back end ${chosen ?? "(none)"}`,
      {
        hint: `It runs on: ${runsOn.length === 0 ? "none; give it `container` or `process`" : runsOn.join(", ")}.`,
      },
    );
  }
  return chosen;
}

/** Where each node stands. Throws `usage` where the labels do not fit the nodes. */
function placesOf({ topology }: Scenario, nodes: readonly NodeId[]): Layout["places"] {
  if (topology === null) return new Map();
  if (topology.length !== nodes.length) {
    throw new HarnessError(
      "usage",
      `the topology has ${String(topology.length)} places for ${String(nodes.length)} nodes`,
      { hint: 'Give one place per node, in order: ["east/r1", "east/r2", "west/r1"].' },
    );
  }
  return new Map(
    topology.map((text, index) => {
      const place = parsePlace(text);
      assert(place !== null, `"${text}" was validated as a place`);
      return [elementAt(nodes, index), place];
    }),
  );
}

/** A schedule that does not fit the cluster is an error of the file that names it. */
function stepsOf(
  { nemesis, system }: Scenario,
  layout: Layout,
  durationMs: number,
  { seed, file }: PlanContext,
): readonly ScheduledFault[] {
  const random = randomOf(seedOf(seed)).fork("schedule");
  try {
    const steps = nemesis?.schedule({ layout, durationMs, random }) ?? [];
    requireLeaderProbe(system, steps);
    requireOfSystem(system, steps);
    return steps;
  } catch (cause) {
    if (!(cause instanceof HarnessError) || file === null) throw cause;
    const hint = cause.hint === null ? {} : { hint: cause.hint };
    throw new HarnessError(cause.code, `${file}: nemesis: ${cause.message}`, { ...hint, cause });
  }
}

/** A step that waits for an election would wait for ever. */
function requireLeaderProbe({ name, leader }: System, steps: readonly ScheduledFault[]): void {
  if (leader !== undefined) return;
  const waiting = steps.find(({ conditions }) =>
    [conditions?.when, conditions?.until].includes("leader-elected"),
  );
  if (waiting === undefined) return;
  throw new HarnessError(
    "usage",
    `"${waiting.name}" waits for an election, and ${name} tells none`,
    {
      hint: "Give the system a `leader` probe.",
    },
  );
}

/** Clients at the asked rate beside the nemesis, for the load's whole time. */
function loadOf(
  scenario: Scenario,
  steps: readonly ScheduledFault[],
  durationMs: number,
  recoveryMs: number,
): Generator {
  const { rate, workload, concurrency } = scenario;
  const asked = stagger(fromMs(1000 / rate), workload.generator(concurrency));
  return loadSpan(clients(asked), onNemesis(scheduleGenerator(steps)), {
    total: fromMs(durationMs + recoveryMs),
    recovery: fromMs(recoveryMs),
  });
}

function planDigest(
  load: Generator,
  steps: readonly ScheduledFault[],
  concurrency: number,
  seed: number,
): string {
  return createHash("sha256")
    .update(
      digestOf(load, {
        concurrency,
        nemesis: steps.length > 0,
        random: randomOf(seedOf(seed)).fork("load"),
      }),
    )
    .update(JSON.stringify(steps.map(plannedOf)))
    .digest("hex");
}

function allCheckers(
  scenario: Scenario,
  plannedFaults: number,
): readonly (CheckerSpec | Checker)[] {
  const { workload, system, nemesis } = scenario;
  const patterns = (system.failurePatterns ?? []).map(patternText);
  return [
    { checker: "assumptions", ...(nemesis === null ? {} : { options: { plannedFaults } }) },
    ...workload.checkers,
    { checker: "stats" },
    { checker: "availability" },
    ...(plannedFaults === 0 ? [] : [{ checker: "recovery", options: recoveryOptions(scenario) }]),
    { checker: "log-pattern", options: { patterns } },
  ];
}

function recoveryOptions({ recovery, expectRecovery }: Scenario): Readonly<Record<string, number>> {
  const { firstOk, steady } =
    typeof expectRecovery === "string" ? { firstOk: expectRecovery } : (expectRecovery ?? {});
  const ms = (name: string, text: string | undefined): Readonly<Record<string, number>> =>
    text === undefined ? {} : { [name]: toMs(parseDuration(text)) };
  return {
    ...ms("recoveryMs", recovery),
    ...ms("expectRecoveryMs", firstOk),
    ...ms("expectSteadyMs", steady),
  };
}

/** A pattern as text, for plan.json: what its flags say stands in it. */
function patternText({ source, flags }: RegExp): string {
  const modifiers = flags.replace(/[^ims]/g, "");
  return modifiers === "" ? source : `(?${modifiers}:${source})`;
}

const plannedOf = ({
  atMs,
  forMs,
  name,
  kind,
  targets,
  parameters,
  conditions,
}: ScheduledFault): PlannedFault => ({
  atMs,
  forMs,
  name,
  kind,
  targets,
  parameters,
  ...(conditions === undefined ? {} : { conditions }),
});

const specOf = (checker: CheckerSpec | Checker): CheckerSpec =>
  "check" in checker ? { checker: checker.name } : checker;

/** What a user types to run this again. */
function replayCommand(scenario: Scenario, context: PlanContext, backend: BackendName): string {
  const { file, inSuite, seed, overrides, settings, images } = context;
  if (file === null) return `runScenario(scenario, ${JSON.stringify({ seed, ...overrides })})`;
  const { duration, recovery, rate, concurrency, nodes } = overrides;
  const flags = { duration, recovery, rate, concurrency, nodes };
  const parts = [
    "npx faultline run",
    quoted(file),
    `--backend ${backend}`,
    `--seed ${String(seed)}`,
  ];
  if (inSuite) parts.push(`--grep '^${scenario.name}$'`);
  for (const [name, value] of Object.entries(flags)) {
    if (value !== undefined) parts.push(`--${name} ${String(value)}`);
  }
  for (const [name, value] of Object.entries(settings))
    parts.push(`--set ${quoted(`${name}=${value}`)}`);
  for (const [name, ref] of Object.entries(images))
    parts.push(`--image ${quoted(`${name}=${ref}`)}`);
  return parts.join(" ");
}

/** As a POSIX shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w.,:/=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
