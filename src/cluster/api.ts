// What a back end gives: nodes that can be killed and paused, a network that can be cut, and a leak audit.
// The rest of the harness knows back ends by this file alone.
import type { Clock } from "../core/clock.ts";
import type { Evidence, ActiveFault } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { LogLine } from "../core/logs.ts";
import type { BackendName } from "../core/plan.ts";

export type Capability = "kill" | "terminate" | "pause" | "partition";

/** Whether this host's back end can inject a fault, and if not, why and what would help. */
export type Support =
  | { readonly supported: true }
  | { readonly supported: false; readonly why: string; readonly hint: string };

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
}

/** A directed link: `to` no longer hears `from`. */
export interface Link {
  readonly from: NodeId;
  readonly to: NodeId;
}

export interface Network {
  /** Drops everything on the links between nodes until disposed; clients are not touched. */
  cut(links: readonly Link[], name: string): Promise<ActiveFault>;
}

/** A started cluster. Disposing stops and removes everything it made, whatever state it is in. */
export interface Cluster extends AsyncDisposable {
  readonly backend: BackendName;
  readonly nodes: readonly Node[];
  readonly network: Network;
  /** Engine name and versions for the manifest; null without an engine. */
  readonly engine: string | null;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** Rejects when the cluster is lost in mid-run (engine gone, a node died by itself); never resolves. */
  readonly failure: Promise<never>;
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
  readonly container: ContainerSpec | null;
  readonly process: ProcessSpec | null;
  readonly network: LinkShape | null;
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

/** What a run made on the host; written to the journal before it is made, so that a watchdog can undo it. */
export type JournalEntry =
  | {
      readonly kind: "run";
      readonly run: string;
      readonly backend: BackendName;
      /** Who makes the run: whether that process lives tells whether the run goes on. */
      readonly harness?: { readonly pid: number; readonly startedTicks: string };
    }
  | { readonly kind: "process"; readonly pid: number; readonly startedTicks: string }
  | { readonly kind: "directory"; readonly path: string };

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Appends to the run's journal, synchronously. */
  readonly journal: (entry: JournalEntry) => void;
  /** Called before any node starts with what this host can inject, as `probe` gives it; throws to end the start. */
  readonly admit?: (support: Readonly<Record<Capability, Support>>) => void;
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
