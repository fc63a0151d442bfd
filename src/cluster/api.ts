// What a back end gives: nodes that can be killed and paused, a network that can be cut, and a leak audit.
// The rest of the harness knows back ends by this file alone.
import type { Clock } from "../core/clock.ts";
import type {
  Block,
  ClockSkew,
  DiskDamage,
  LinkQuality,
  NameFault,
  Strain,
} from "../core/damage.ts";
import type { Evidence, ActiveFault } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { LogLine } from "../core/logs.ts";
import type { BackendName } from "../core/plan.ts";

/** What a back end may be able to do on a host; every kind of fault requires one of these. */
export const CAPABILITIES = [
  "kill",
  "terminate",
  "pause",
  "partition", // drops on links, clients' links among them
  "link-block", // resets, half-open connections, MTU black holes
  "link-quality", // delay, loss, duplication, reordering, corruption, rate
  "clock",
  "disk", // the data directory is a disk of its own
  "disk-throttle",
  "cpu",
  "memory",
  "stress",
  "file-descriptors",
  "names",
  "rebuild", // a node is made anew: empty, or of another image
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Whether this host's back end can inject a fault, and by what; if not, why and what would help. */
export type Support =
  | { readonly supported: true; readonly by: string }
  | { readonly supported: false; readonly why: string; readonly hint: string };

/** A table of support, one answer for each capability. */
export const supportOfAll = (
  supportOf: (capability: Capability) => Support,
): Readonly<Record<Capability, Support>> =>
  Object.fromEntries(
    CAPABILITIES.map((capability) => [capability, supportOf(capability)]),
  ) as Readonly<Record<Capability, Support>>;

/** One thing that `faultline doctor` looked at on this host. */
export interface Finding {
  /** "Docker engine", "netem", "loop devices". */
  readonly what: string;
  readonly fine: boolean;
  /** What was seen, or why it is not there. */
  readonly detail: string;
  /** What would help; null where nothing needs to. */
  readonly hint: string | null;
}

/** Where a client reaches a node's port: always a loopback address of the harness's host. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** `http://host:port` */
  readonly url: string;
}

/** A client's mailbox on a back end whose network is the harness itself. One request at a time. */
export interface Connection extends AsyncDisposable {
  /** Sends a body, resolves with the reply's body; rejects when the signal aborts first. Late replies are dropped. */
  request(
    body: Readonly<Record<string, Json>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, Json>>>;
}

export type NodeState = "running" | "paused" | "stopped";

/** One member of the cluster. State changes are serialized by the back end; each returns what proves it. */
export interface Node {
  readonly id: NodeId;
  /** As its command line sees it; `joining` is as of its last start. */
  readonly plan: NodePlan;
  readonly state: NodeState;
  /** Address of a port named in the system's spec. Throws `unsupported` where nodes have no ports. */
  address(port: string): Address;
  /** A mailbox for client `name` (`c0`, `c1`, …). Throws `unsupported` where clients use `address`. */
  connect(name: string): Connection;
  /** Starts a stopped node with the data it had; a running one is left alone. Faults that hold are applied again. */
  start(signal: AbortSignal): Promise<Evidence>;
  /** SIGKILL. */
  kill(): Promise<Evidence>;
  /** SIGTERM, then SIGKILL after `graceMs`; the evidence has exit code and time to stop. */
  terminate(graceMs: number): Promise<Evidence>;
  pause(): Promise<Evidence>;
  /** Resumes a paused node; a node that is not paused is left alone. */
  resume(): Promise<Evidence>;
  /** The command by which a person brings the node back, should the back end fail to; absent where there is none. */
  byHand?(change: "start" | "resume"): string;
  /**
   * Makes a stopped node anew and starts it: with the data it had unless `empty`, of another image, told that it joins
   * a cluster that is there. Throws `unsupported` where nodes cannot be made anew.
   */
  rebuild(launch: Launch, signal: AbortSignal): Promise<Evidence>;
  /** Until disposed, its death is the work of a fault: its state tells of it, and the run goes on. */
  mayDie(): Disposable;
}

/** How a node that is made anew differs from the one before. */
export interface Launch {
  /** Image reference; null for the one that the cluster began with; left out, the one it has. */
  readonly image?: string | null;
  /** With nothing in its data directory. */
  readonly empty?: boolean;
  /** The members that it joins, itself among them: its command line is told `joining`, and no others. Left out, as it was. */
  readonly joins?: readonly NodeId[];
}

/** All clients of the run together, as one end of a link. */
export const CLIENTS = "clients";

export type Endpoint = NodeId | typeof CLIENTS;

/** Those ends that are nodes, each once. */
export const nodeEnds = (ends: readonly Endpoint[]): readonly NodeId[] =>
  [...new Set(ends)].filter((end): end is NodeId => end !== CLIENTS);

/** A directed link: what goes from `from` to `to`. At most one end is the clients. */
export interface Link {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

export interface QualifiedLink extends Link {
  readonly quality: LinkQuality;
}

export interface Network {
  /** Blocks the links until disposed; drops everything unless `block` says otherwise. */
  cut(links: readonly Link[], name: string, block?: Block): Promise<ActiveFault>;
  /** Makes links worse until disposed. Throws `unsupported` where the back end cannot. */
  degrade(links: readonly QualifiedLink[], name: string): Promise<ActiveFault>;
}

export interface Clocks {
  /** Skews the clocks of these nodes until disposed, over restarts. Of several on a node, the latest holds. */
  skew(nodes: readonly NodeId[], skew: ClockSkew, name: string): Promise<ActiveFault>;
  /** Milliseconds that each running node's wall clock is ahead, as read back from the node's first process. */
  offsets(): Promise<ReadonlyMap<NodeId, number>>;
}

export interface Disks {
  /** Damages until disposed. Nodes that the damage needs to be down, or kills, are down until then. `seed` draws bits. */
  damage(
    nodes: readonly NodeId[],
    damage: DiskDamage,
    name: string,
    seed: number,
  ): Promise<ActiveFault>;
}

export interface Resources {
  strain(nodes: readonly NodeId[], strain: Strain, name: string): Promise<ActiveFault>;
}

export interface Names {
  /** Misleads these nodes about the names of `about` until disposed. */
  mislead(
    nodes: readonly NodeId[],
    about: readonly NodeId[],
    fault: NameFault,
    name: string,
  ): Promise<ActiveFault>;
}

/** A started cluster. Disposing stops and removes everything it made, whatever state it is in. */
export interface Cluster extends AsyncDisposable {
  readonly backend: BackendName;
  /** The planned nodes, then those that it has grown since. */
  readonly nodes: readonly Node[];
  readonly network: Network;
  /** Null where the back end has no hand on these. */
  readonly clocks: Clocks | null;
  readonly disks: Disks | null;
  readonly resources: Resources | null;
  readonly names: Names | null;
  /** Engine name and versions for the manifest; null without an engine. */
  readonly engine: string | null;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** Rejects when the cluster is lost in mid-run (engine gone, a node died by itself); never resolves. */
  readonly failure: Promise<never>;
  /**
   * One more node, stopped, with an address and ports of its own: `rebuild` starts it. Throws `unsupported` where a
   * cluster stays as it is.
   */
  grow(): Promise<Node>;
  /** Removes a node that has grown, in whatever state, and all that is its own. One that is gone is left alone. */
  discard(node: Node): Promise<Evidence>;
  /** After disposal: what this run made and is still there, in words; empty is as it should be. */
  leftovers(): Promise<readonly string[]>;
}

/** One node as its command line sees it. */
export interface NodePlan {
  readonly id: NodeId;
  /** Position from 0. */
  readonly index: number;
  /** Address of the node on the cluster's own network (an IP), or its id on the process back end. */
  readonly host: string;
  /** It joins members that are there, rather than forming a new cluster with them. */
  readonly joining: boolean;
}

/** How nodes become members of the system's own cluster, and cease to be. Asked of any running node. */
export interface Membership {
  /** Members that vote, by the word of `via`. */
  readonly voters: (via: Node, signal: AbortSignal) => Promise<readonly NodeId[]>;
  /**
   * Makes room for `node`, which is not running and is empty. Resolves with all members, itself among them: those that
   * it is started to join.
   */
  readonly add: (via: Node, node: NodePlan, signal: AbortSignal) => Promise<readonly NodeId[]>;
  /** Takes `node` out, whether or not it runs; one that is no member is left alone. */
  readonly remove: (via: Node, node: NodePlan, signal: AbortSignal) => Promise<void>;
}

/** What a system under test lets the harness ask of it, besides serving clients. */
export interface SystemHooks {
  readonly ready: (node: Node, signal: AbortSignal) => Promise<boolean>;
  /** Whom this node takes for the leader; null when it knows none. */
  readonly leader?: (node: Node, signal: AbortSignal) => Promise<NodeId | null>;
  /** The node's own wall clock, milliseconds since the epoch: the evidence of clock faults. */
  readonly clock?: (node: Node, signal: AbortSignal) => Promise<number>;
  readonly membership?: Membership;
}

/** How a system's node runs as a container. */
export interface ContainerSpec {
  /** Image reference; `--image name=ref` replaces it. */
  readonly image: string;
  /** Folder below `images/` that builds it when it is missing; absent for images that must be there. */
  readonly build?: string;
  /** Named ports inside the container; each is published on 127.0.0.1. */
  readonly ports: Readonly<Record<string, number>>;
  readonly command?: (node: NodePlan, all: readonly NodePlan[]) => readonly string[];
  readonly env?: (node: NodePlan, all: readonly NodePlan[]) => Readonly<Record<string, string>>;
  /** The directory that outlives a restart; what disk faults act on. */
  readonly dataDir?: string;
}

/** Containers that somebody else started and that are to be the nodes, in the order of their names. */
export type Adoption =
  | { readonly containers: readonly string[] }
  /** `key=value`, or `key` for any value. */
  | { readonly label: string }
  /** A Compose file, and which of its services; started where none of it runs, and then also taken down. */
  | { readonly compose: string; readonly service?: string };

/** How a system's nodes are found among the containers of an engine. Only faults on them are undone; none is removed. */
export interface AdoptedContainers {
  readonly adopt: Adoption;
  /** Named ports inside the container; clients use the published port, else the container's own address. */
  readonly ports: Readonly<Record<string, number>>;
  // What a container has that the harness makes, and these lack.
  readonly image?: undefined;
  readonly build?: undefined;
  readonly command?: undefined;
  readonly env?: undefined;
  readonly dataDir?: undefined;
}

/** "containers db-1 db-2", "containers labelled app=db", "containers of docker-compose.yml (db)" */
export function adoptionWords(adopt: Adoption): string {
  if ("containers" in adopt) return `containers ${adopt.containers.join(" ")}`;
  if ("label" in adopt) return `containers labelled ${adopt.label}`;
  const service = adopt.service === undefined ? "" : ` (${adopt.service})`;
  return `containers of ${adopt.compose}${service}`;
}

/** How a system's node runs as a process that speaks newline-delimited JSON on stdin and stdout. */
export interface ProcessSpec {
  /** argv; `dataDir` is a directory of the node's own that outlives a restart. */
  readonly command: (node: NodePlan, dataDir: string) => readonly string[];
  readonly env?: (node: NodePlan) => Readonly<Record<string, string>>;
}

/** Latency and losses of the process back end's network, per message between nodes. */
export interface LinkShape {
  readonly latency:
    | { readonly distribution: "constant"; readonly ms: number }
    | { readonly distribution: "uniform"; readonly ms: readonly [number, number] }
    | { readonly distribution: "exponential"; readonly meanMs: number };
  /** Probabilities in [0, 1]. */
  readonly loss?: number;
  readonly duplicate?: number;
  /** A reordered message waits an extra, random part of `reorderMs` (default 20). */
  readonly reorder?: number;
  readonly reorderMs?: number;
}

/** Everything a back end needs to start a cluster. */
export interface ClusterSpec {
  /** The run's id: labels, journal, leak audit. */
  readonly run: string;
  readonly system: string;
  readonly nodes: readonly NodeId[];
  readonly container: ContainerSpec | AdoptedContainers | null;
  readonly process: ProcessSpec | null;
  readonly network: LinkShape | null;
  /** Whether data directories are disks of their own, for faults of disks. */
  readonly disks: boolean;
  /** Images that faults will start nodes of, to be there before the run begins. */
  readonly otherImages: readonly string[];
  /** Resolves when `node` serves; called for all nodes in parallel, again after nothing. Polled by the back end. */
  readonly ready: (node: Node, signal: AbortSignal) => Promise<boolean>;
  readonly readyTimeoutMs: number;
  /** Keys every random choice of the back end's own (latencies, losses). */
  readonly seed: number;
  readonly clock: Clock;
  readonly onLog: (line: LogLine) => void;
  /** Something worth a line in the run's log that is no failure. */
  readonly onWarning: (message: string) => void;
}

/** What an adopted container was like before the first fault: all that is put back. */
export interface AdoptedContainer {
  readonly id: string;
  readonly name: string;
  /** On the network of the nodes: containers that are started in the order of theirs get these again. */
  readonly address: string;
  readonly restart: { readonly policy: string; readonly retries: number };
  /** The engine's limits of processor time, in the terms in which it was given them. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** What a run made on the host; written to the journal before it is made, so that a watchdog can undo it. */
export type JournalEntry =
  | {
      readonly kind: "run";
      readonly run: string;
      readonly backend: BackendName;
      /** Who makes the run: whether that process lives tells whether the run goes on. */
      readonly harness?: { readonly pid: number; readonly startedTicks: string };
    }
  /** A fault that is about to be put in place, then once more when it is; the last one of an id counts. */
  | {
      readonly kind: "fault";
      readonly id: number;
      readonly name: string;
      readonly targets: readonly NodeId[];
      /** The command that undoes it; null before it is in place, or where there is none. */
      readonly byHand: string | null;
    }
  | { readonly kind: "fault-healed"; readonly id: number }
  | { readonly kind: "process"; readonly pid: number; readonly startedTicks: string }
  | { readonly kind: "directory"; readonly path: string }
  /** A container that the run did not make and puts faults on. */
  | { readonly kind: "adopted"; readonly run: string; readonly container: AdoptedContainer }
  /** A Compose file that the run started, and the command that undoes that. */
  | {
      readonly kind: "composed";
      readonly run: string;
      readonly file: string;
      readonly undo: "down" | "stop";
    }
  /** All that the run adopted is as it was; what it composed is down. */
  | { readonly kind: "released"; readonly run: string };

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Appends to the run's journal, synchronously. */
  readonly journal: (entry: JournalEntry) => void;
  /** Called before any node starts, with a way to ask what this host can inject; rejects to end the start. */
  readonly admit?: (supportOf: (capability: Capability) => Promise<Support>) => Promise<void>;
}

/** A back end: probes the host, starts clusters, cleans up after runs that could not. */
export interface Backend {
  readonly name: BackendName;
  /** Per capability whether this host can do it; asks the host. Throws `engine` where the back end is not there at all. */
  probe(): Promise<Readonly<Record<Capability, Support>>>;
  /** Everything that `faultline doctor` tells of this back end beyond `probe`; changes nothing on the host. */
  examine?(): Promise<readonly Finding[]>;
  start(spec: ClusterSpec, options: StartOptions): Promise<Cluster>;
  /**
   * Removes what runs left behind: that of `run` alone, or of all runs whose harness is gone when null.
   * Returns what it removed, in words. Idempotent.
   */
  clean(run: string | null, journal: readonly JournalEntry[]): Promise<readonly string[]>;
}
