// What faults are made of: data to inject, an injector per kind, and a schedule that is a generator like any other.
import type { Capability, Cluster, Node, SystemHooks } from "../cluster/api.ts";
import type { ActiveFault, Fault, FaultWindow } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { PlannedFault } from "../core/plan.ts";
import type { Request } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import type { Generator } from "../generator/generator.ts";

/** What an injector may use. */
export interface FaultEnvironment {
  readonly cluster: Cluster;
  readonly layout: Layout;
  /** What the system under test lets the harness ask of it. */
  readonly hooks: SystemHooks;
  /** Nodes that the targets resolved to. */
  readonly targets: readonly Node[];
  /** Who leads now; null when nobody is known to. */
  readonly leader: NodeId | null;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** What a kind of fault may need of the system under test: a hook, or a data directory. */
export type SystemNeed = "membership" | "dataDir";

/** One kind of fault, one file. */
export interface FaultKind {
  readonly kind: string;
  readonly requires: Capability;
  /** A scenario whose system lacks one of these is refused; left out, any system will do. */
  readonly needs?: readonly SystemNeed[];
  /** Whether its nodes are its own while it holds: faults of such kinds never share a node at a time. */
  readonly exclusive: boolean;
  /**
   * It can be put in place and healed only while nothing else is broken, and with so many targets takes up to `roomMs`
   * longer than it holds: schedules by rules leave it that room, with nothing beside it. Left out, it gets on with others.
   */
  readonly alone?: {
    readonly roomMs: (targets: number, parameters: Fault["parameters"]) => number;
  };
  /** Whether its nodes may die of it, and rightly so: what they then log is no finding. */
  readonly fatal?: true;
  /** Whether what one of several targets shows is proof enough: links between many nodes. */
  readonly provenByAny?: boolean;
  /**
   * Fixes, when the schedule is made, whatever of the parameters the seed alone decides. Targets are plain nodes by
   * then, unless only the running cluster knows them (leader, not-leader). Throws `usage` for what cannot be.
   */
  readonly decide?: (fault: Fault, layout: Layout, random: Random) => Fault;
  /** The parameters in words for `--dry-run`, each a short phrase; left out, none. */
  readonly describe?: (parameters: Fault["parameters"], targets: Json) => readonly string[];
  /**
   * Puts the fault in place. A part that could not be put in place is missing evidence of the whole; throws only where
   * nothing is left behind.
   */
  inject(fault: Fault, environment: FaultEnvironment): Promise<ActiveFault>;
}

/** The operations of nemesis workers: `value` of inject is a step, of heal its id; both complete with the window. */

export type NemesisSpec = {
  readonly inject: { readonly input: ScheduledFault; readonly output: FaultWindow };
  readonly heal: { readonly input: number; readonly output: FaultWindow };
};

/** What a nemesis worker is asked. */
export type NemesisRequest = Request<NemesisSpec>;

/** One step of a schedule. */
export interface ScheduledFault extends PlannedFault {
  /** Position in the schedule, from 0; the fault window's id. */
  readonly id: number;
  readonly fault: Fault;
}

/** A schedule of faults: plain steps for the plan, and the generator that carries them out. */
export interface Nemesis {
  /** Kinds that it may inject, for the capability check before anything starts. */
  readonly kinds: readonly string[];
  /** All steps of a run, from the seed alone: same seed, same steps. Times are from the start of the load. */
  schedule(run: {
    readonly layout: Layout;
    readonly durationMs: number;
    readonly random: Random;
  }): readonly ScheduledFault[];
}

/** The generator of a schedule: for the nemesis workers, inject and heal at their times. */
export type ScheduleGenerator = (steps: readonly ScheduledFault[]) => Generator;
