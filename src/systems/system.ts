// A system under test: how its nodes run on each back end, how clients talk to them, who leads.
// Knows nothing of workloads but the operations that they ask for (core/specs).
import type { ContainerSpec, LinkShape, Node, ProcessSpec } from "../cluster/api.ts";
import type { Handlers } from "../core/client.ts";
import type { NodeId, ProcessId } from "../core/ids.ts";
import type { OpSpec } from "../core/op.ts";

/** Opens one process's connection to a node. Throwing means that no request was sent. */
export type ClientFactory<S extends OpSpec> = (
  node: Node,
  process: ProcessId,
  signal: AbortSignal,
) => Promise<Handlers<S>> | Handlers<S>;

/** What `defineSystem` takes. `W` maps a workload's name to its operations. */
export interface System<
  W extends Readonly<Record<string, OpSpec>> = Readonly<Record<string, OpSpec>>,
> {
  readonly name: string;
  /** Runs as containers. */
  readonly container?: ContainerSpec;
  /** Runs as local processes. */
  readonly process?: ProcessSpec;
  /** The process back end's network; default: 1 ms constant. */
  readonly network?: LinkShape;
  /** Whether the node serves. */
  readonly ready: (node: Node, signal: AbortSignal) => Promise<boolean>;
  readonly readyTimeoutMs?: number;
  /** Whom this node takes for the leader; null when it knows none. Lets faults aim at the leader. */
  readonly leader?: (node: Node, signal: AbortSignal) => Promise<NodeId | null>;
  /** Log lines that mean that a node failed; added to the general ones (panic, fatal, …). */
  readonly failurePatterns?: readonly RegExp[];
  readonly clients: { readonly [N in keyof W]: ClientFactory<W[N]> };
}

/** Checks and returns a system; the type of `clients` is kept for the scenario that uses it. */
export function defineSystem<W extends Readonly<Record<string, OpSpec>>>(
  system: System<W>,
): System<W> {
  return system;
}
