// Owns every fault of a run: nothing that it put in place survives it. Aims and injects what the nemesis worker is
// asked for, and heals in reverse order whatever fails. Knows no kind of fault by name.
import type { Cluster, Node, SystemHooks } from "../cluster/api.ts";
import { assert } from "../core/assert.ts";
import type { Clock } from "../core/clock.ts";
import { asHarnessError, HarnessError } from "../core/errors.ts";
import type { ActiveFault, FaultWindow } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import { type AnyRequest, fail, ok, type Outcome } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { HeldFault } from "./held-fault.ts";
import { faultKind } from "./kinds.ts";
import type { ScheduledFault } from "./nemesis.ts";
import { NodeTurns } from "./node-turns.ts";
import { dependsOnLeader, resolveTargets } from "./targets.ts";

export interface SupervisorOptions {
  readonly cluster: Cluster;
  readonly layout: Layout;
  readonly hooks: SystemHooks;
  readonly clock: Clock;
  readonly random: Random;
  /** Who leads now; null when nobody is known to. Has a deadline of its own. */
  readonly leader: () => Promise<NodeId | null>;
  /** Before anything is touched, so that whoever cleans up after a dead harness knows of it. */
  readonly onInjecting: (fault: Pick<FaultWindow, "id" | "name" | "targets">) => void;
  /**
   * When the command has returned. A window that has an end already was not put in place. `byHand` undoes it, as far
   * as the back end knows a command that does.
   */
  readonly onInjected: (window: FaultWindow, byHand: string | null) => void;
  /** With evidence; without an end where healing failed. Called again after another attempt. */
  readonly onHealed: (window: FaultWindow) => void;
}

/** A fault that could not be healed, or was not yet. */
export interface UnhealedFault {
  readonly window: FaultWindow;
  /** The command that undoes it; null where `faultline clean` is all there is. */
  readonly byHand: string | null;
}

interface Aim {
  readonly targets: readonly Node[];
  readonly leader: NodeId | null;
}

/** Whom a step is aimed at, before it is known what other faults hold of them. */
interface Wanted {
  readonly nodes: readonly NodeId[];
  readonly leader: NodeId | null;
}

/**
 * Several commands may be under way at once; those on one node take turns, and one that needs the cluster whole takes
 * all nodes' turns. Faults that change a process's state (kill, terminate, pause) never share a node: a node that one of them holds is
 * left out of the targets of the next, so that healing one never undoes another. Disposing heals everything.
 */
export class Supervisor implements AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #faults = new Map<number, HeldFault>();
  readonly #turns = new NodeTurns();
  #closing = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** All windows so far, in order of injection. */
  get windows(): readonly FaultWindow[] {
    return [...this.#faults.values()].map((fault) => fault.window);
  }

  /** What may still hold, last injected first. */
  get unhealed(): readonly UnhealedFault[] {
    const holding = [...this.#faults.values()].filter((fault) => fault.holds).reverse();
    return holding.map(({ window, byHand }) => ({ window, byHand }));
  }

  /**
   * Carries out `inject` (value: a step) or `heal` (value: its id); completes with the window. What goes wrong is
   * missing evidence in the window; only a lost engine rejects.
   */
  async invoke(request: AnyRequest, signal: AbortSignal): Promise<Outcome> {
    switch (request.f) {
      case "inject":
        return ok(await this.#inject(request.value as ScheduledFault, signal));
      case "heal": {
        const fault = this.#faults.get(request.value as number);
        if (fault === undefined)
          return fail("no-such-fault", "nothing was injected that could heal");
        const { kind, targets } = fault.window;
        return ok(await this.#turns.run(this.#touched(kind, targets), () => fault.heal()));
      }
      default:
        return fail("not-supported", `the nemesis has no operation "${request.f}"`);
    }
  }

  /** Heals what still holds, last injected first, and injects nothing from now on. Failures are in the windows. */
  async healAll(): Promise<readonly FaultWindow[]> {
    this.#closing = true;
    for (const fault of [...this.#faults.values()].reverse()) await fault.heal();
    return this.windows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.healAll();
  }

  async #inject(step: ScheduledFault, signal: AbortSignal): Promise<FaultWindow> {
    const source = this.#options.random.at(step.id);
    let wanted: Wanted | HarnessError;
    try {
      wanted = await this.#wanted(step, source);
    } catch (error) {
      wanted = asHarnessError(error);
    }
    const nodes = wanted instanceof HarnessError ? [] : this.#touched(step.kind, wanted.nodes);
    return this.#turns.run(nodes, () => this.#putInPlace(step, wanted, source, signal));
  }

  async #wanted({ fault }: ScheduledFault, random: Random): Promise<Wanted> {
    const leader = dependsOnLeader(fault.targets) ? await this.#options.leader() : null;
    return { nodes: resolveTargets(fault.targets, this.#layout, leader, random), leader };
  }

  /** Whose turns a command takes. */
  #touched(kind: string, nodes: readonly NodeId[]): readonly NodeId[] {
    return faultKind(kind).alone === undefined ? nodes : this.#layout.nodes;
  }

  async #putInPlace(
    step: ScheduledFault,
    wanted: Wanted | HarnessError,
    random: Random,
    signal: AbortSignal,
  ): Promise<FaultWindow> {
    const fault = this.#begin(step, wanted, random, signal);
    const problem = await fault.settled();
    this.#options.onInjected(fault.window, fault.byHand);
    if (problem instanceof HarnessError && problem.code === "engine") throw problem;
    return fault.window;
  }

  /** Aims and starts the injection; the fault is owned before anything else can happen. */
  #begin(
    step: ScheduledFault,
    wanted: Wanted | HarnessError,
    random: Random,
    signal: AbortSignal,
  ): HeldFault {
    const { cluster, hooks } = this.#options;
    let injection: Promise<ActiveFault>;
    let targets: readonly NodeId[] = [];
    try {
      const aim = this.#aim(step, wanted);
      targets = aim.targets.map((node) => node.id);
      this.#options.onInjecting({ id: step.id, name: step.name, targets });
      const environment = { cluster, layout: this.#layout, hooks, ...aim, random, signal };
      injection = faultKind(step.kind).inject(step.fault, environment);
    } catch (error) {
      injection = Promise.reject(asHarnessError(error));
    }
    const { fatal = false } = faultKind(step.kind);
    assert(!this.#faults.has(step.id), `fault ${String(step.id)} is injected once`);
    const fault = new HeldFault(step, targets, injection, { ...this.#options, fatal });
    this.#faults.set(step.id, fault);
    return fault;
  }

  /** With those that the cluster has grown: one of them may lead, or vote. */
  get #layout(): Layout {
    const { cluster, layout } = this.#options;
    return { ...layout, nodes: cluster.nodes.map(({ id }) => id) };
  }

  /** The nodes that the step hits now. Throws where it cannot hit any. */
  #aim(step: ScheduledFault, wanted: Wanted | HarnessError): Aim {
    if (this.#closing) throw new HarnessError("node", "the run heals and takes no more faults");
    if (wanted instanceof HarnessError) throw wanted;
    const taken = faultKind(step.kind).exclusive ? this.#taken() : new Set<NodeId>();
    const { nodes } = this.#options.cluster;
    const targets = nodes.filter(({ id }) => wanted.nodes.includes(id) && !taken.has(id));
    if (targets.length > 0) return { targets, leader: wanted.leader };
    throw new HarnessError("node", `another fault holds ${wanted.nodes.join(" ")} already`);
  }

  /** Nodes whose process another fault holds. */
  #taken(): ReadonlySet<NodeId> {
    const holding = [...this.#faults.values()].filter(
      (fault) => fault.holds && faultKind(fault.window.kind).exclusive,
    );
    return new Set(holding.flatMap((fault) => fault.window.targets));
  }
}
