// A system under test: how its nodes run on each back end, how clients talk to them, who leads.
// Knows nothing of workloads but the operations that they ask for (core/specs).
import type {
  AdoptedContainers,
  ContainerSpec,
  LinkShape,
  Node,
  ProcessSpec,
  SystemHooks,
} from "../cluster/api.ts";
import type { Handlers } from "../core/client.ts";
import type { ProcessId } from "../core/ids.ts";
import type { OpSpec } from "../core/op.ts";
import type { WorkloadSpecs } from "../core/specs/workload-specs.ts";

/** Opens one process's connection to a node. Throwing means that no request was sent. */
export type ClientFactory<S extends OpSpec> = (
  node: Node,
  process: ProcessId,
  signal: AbortSignal,
) => Promise<Handlers<S>> | Handlers<S>;

/** What `defineSystem` takes. `W` maps a workload's name to its operations. */
export interface System<
  W extends Readonly<Record<string, OpSpec>> = Readonly<Record<string, OpSpec>>,
> extends SystemHooks {
  readonly name: string;
  /** Runs as containers: the harness's own, or such that run already. */
  readonly container?: ContainerSpec | AdoptedContainers;
  /** Runs as local processes. */
  readonly process?: ProcessSpec;
  /** The process back end's network; default: 1 ms constant. */
  readonly network?: LinkShape;
  readonly readyTimeoutMs?: number;
  /** Log lines that mean that a node failed; added to the general ones (panic, fatal, …). */
  readonly failurePatterns?: readonly RegExp[];
  readonly clients: { readonly [N in keyof W]: ClientFactory<W[N]> };
}

/** The clients of a system, for the workloads that it serves. */
type ClientsOf<N extends keyof WorkloadSpecs> = {
  readonly [K in N]: ClientFactory<WorkloadSpecs[K]>;
};

/** Types a system by the workloads that its clients serve, so that a scenario cannot ask for another. */
export function defineSystem<N extends keyof WorkloadSpecs>(
  system: Omit<System, "clients"> & { readonly clients: ClientsOf<N> },
): System<Pick<WorkloadSpecs, N>> {
  return system;
}
