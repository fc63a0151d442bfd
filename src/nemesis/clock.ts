// The fault "clock": wall clocks that jump, run fast or slow, or flicker, while monotonic clocks stay true. How a back end
// does that to a process is its own affair.
import type { Clocks } from "../cluster/api.ts";
import type { ClockSkew } from "../core/damage.ts";
import { HarnessError } from "../core/errors.ts";
import type { ActiveFault, Evidence, Fault, TargetSpec } from "../core/fault.ts";
import { type NodeId, nodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { signedMs, skewWords, toPpm } from "./clock-words.ts";
import { testimony } from "./clock-testimony.ts";
import { faultPlan, type FaultPlan, positiveMs, targetWords } from "./fault-plan.ts";
import type { FaultEnvironment, FaultKind } from "./nemesis.ts";

/** Random jumps are 1.5 to the power of 6 to 31 milliseconds: 11 ms to 288 s, as many small ones as large. */
const SCRAMBLE = { base: 1.5, least: 6, most: 31 } as const;

interface StrobeOptions {
  /** The offset is there for half of it: "100ms". */
  readonly period: string;
}

interface ScrambleOptions {
  /** No clock jumps farther than this: "10s". */
  readonly atMost?: string;
}

const plan = (
  name: string,
  targets: TargetSpec,
  parameters: Readonly<Record<string, Json>>,
): FaultPlan =>
  faultPlan(`clock ${name} ${targetWords(targets)}`, { kind: "clock", targets, parameters });

/** Faults of wall clocks: `clock.jump("-2s", "minority").for("10s")`. Of several on a node, the latest holds. */
export const clock = {
  /** Ahead by an offset, or behind: "500ms", "-2s". */
  jump: (offset: string, targets: TargetSpec): FaultPlan =>
    plan(`jump ${offset}`, targets, { offsetMs: signedMs(offset) }),

  /** Fast or slow: "200ms/s" gains 200 ms each second, "-500ppm" loses half a millisecond. */
  drift: (rate: string, targets: TargetSpec): FaultPlan =>
    plan(`drift ${rate}`, targets, { offsetMs: 0, driftPpm: toPpm(rate) }),

  /** An offset that comes and goes: there for half a period, gone for the other half. */
  strobe: (offset: string, { period }: StrobeOptions, targets: TargetSpec): FaultPlan =>
    plan(`strobe ${offset}`, targets, {
      offsetMs: signedMs(offset),
      strobePeriodMs: positiveMs(period, "the period of clock.strobe"),
    }),

  /** True, whatever other faults of clocks hold. */
  reset: (targets: TargetSpec): FaultPlan => plan("reset", targets, { offsetMs: 0 }),

  /** A jump of its own for each node, drawn from the seed: milliseconds to minutes, ahead or behind. */
  scramble: (targets: TargetSpec, { atMost }: ScrambleOptions = {}): FaultPlan =>
    plan("scramble", targets, {
      atMostMs: atMost === undefined ? null : positiveMs(atMost, "atMost of clock.scramble"),
    }),
} as const;

export const clockKind: FaultKind = {
  kind: "clock",
  requires: "clock",
  exclusive: false,
  decide,
  describe: ({ offsetsMs, ...parameters }) =>
    offsetsMs === undefined
      ? skewWords(skewOf(parameters))
      : Object.entries(offsetsMs as Offsets).map(
          ([node, offsetMs]) => `${node} ${skewWords({ offsetMs }).join()}`,
        ),
  async inject(fault, environment) {
    const { clocks } = environment.cluster;
    if (clocks === null)
      throw new HarnessError("unsupported", "this back end has no hand on its nodes' clocks");
    const name = `clock of ${targetWords(fault.targets)}`;
    const nodes = environment.targets.map((node) => node.id);
    const skews = await skewAll(clocks, skewsOf(fault, nodes), name);
    // Asked while it holds: an answer takes a second, which healing need not wait for.
    const told = testimonyOn(fault, clocks, environment);
    return {
      name,
      targets: nodes,
      get byHand() {
        return skews.map((skew) => skew.byHand).find((command) => command !== undefined);
      },
      evidence: () => evidenceOf(skews, told),
      healed: async () => together(await Promise.all(skews.map((skew) => skew.healed()))),
      [Symbol.asyncDispose]: () => healAll(skews),
    };
  },
};

type Offsets = Readonly<Record<string, number>>;

/** Draws the offsets of a scramble: those of the targets, or of everybody where only the run tells who they are. */
function decide(fault: Fault, { nodes }: Layout, random: Random): Fault {
  const { atMostMs } = fault.parameters;
  if (atMostMs === undefined) return fault;
  const { targets } = fault;
  const named = typeof targets === "object" && "nodes" in targets ? targets.nodes : nodes;
  const most = typeof atMostMs === "number" ? atMostMs : Infinity;
  const offsetsMs = Object.fromEntries(
    named.map((node) => [node, jumpMs(random.fork(node), most)]),
  );
  return { ...fault, parameters: { offsetsMs } };
}

function jumpMs(random: Random, mostMs: number): number {
  const exponent = SCRAMBLE.least + random.float() * (SCRAMBLE.most - SCRAMBLE.least);
  const ms = Math.round(Math.min(SCRAMBLE.base ** exponent, mostMs));
  return random.pick([-1, 1]) * ms;
}

/** Who is skewed how, together where it is the same. */
function skewsOf(
  { parameters }: Fault,
  nodes: readonly NodeId[],
): readonly (readonly [readonly NodeId[], ClockSkew])[] {
  const { offsetsMs } = parameters;
  if (offsetsMs === undefined) return [[nodes, skewOf(parameters)]];
  const drawn = new Map(Object.entries(offsetsMs as Offsets).map(([id, ms]) => [nodeId(id), ms]));
  return nodes.map((id) => [[id], { offsetMs: drawn.get(id) ?? 0 }]);
}

const skewOf = (parameters: Fault["parameters"]): ClockSkew => parameters as unknown as ClockSkew;

/** All or none: what is in place already is taken back when a later one fails. */
async function skewAll(
  clocks: Clocks,
  skews: ReturnType<typeof skewsOf>,
  name: string,
): Promise<readonly ActiveFault[]> {
  const held: ActiveFault[] = [];
  try {
    for (const [nodes, skew] of skews) held.push(await clocks.skew(nodes, skew, name));
    return held;
  } catch (error) {
    await healAll(held);
    throw error;
  }
}

async function healAll(skews: readonly ActiveFault[]): Promise<void> {
  const healings = await Promise.allSettled(skews.map((skew) => skew[Symbol.asyncDispose]()));
  for (const healing of healings) if (healing.status === "rejected") throw healing.reason;
}

/** The back end's evidence, unless the subjects themselves contradict it. */
async function evidenceOf(
  skews: readonly ActiveFault[],
  told: Promise<Evidence>,
): Promise<Evidence> {
  const found = together(await Promise.all(skews.map((skew) => skew.evidence())));
  if (!found.seen) return found;
  const word = await told;
  if (!word.seen) return word;
  return {
    seen: true,
    detail: [found.detail, word.detail].filter((text) => text !== "").join("; "),
  };
}

const testimonyOn = (
  { parameters }: Fault,
  clocks: Clocks,
  { hooks, targets }: FaultEnvironment,
): Promise<Evidence> =>
  hooks.clock === undefined
    ? Promise.resolve({ seen: true, detail: "" })
    : testimony(targets, hooks.clock, clocks, flickerOf(parameters));

/** The offsets between which a strobing clock comes and goes. */
const flickerOf = ({ offsetMs, strobePeriodMs }: Fault["parameters"]): readonly number[] =>
  typeof offsetMs === "number" && strobePeriodMs !== undefined ? [0, offsetMs] : [];

function together(all: readonly Evidence[]): Evidence {
  const missing = all.flatMap((evidence) => (evidence.seen ? [] : [evidence.why]));
  if (missing.length > 0) return { seen: false, why: missing.join("; ") };
  return { seen: true, detail: all.map((e) => (e.seen ? e.detail : "")).join("; ") };
}
