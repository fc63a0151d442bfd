// A running cluster of processes: ties nodes, network and clients together and ends all of it.
// Knows no scenario and no faults beyond its own network's cuts.
import { HarnessError } from "../../core/errors.ts";
import type { Evidence } from "../../core/fault.ts";
import { type NodeId, nodeId } from "../../core/ids.ts";
import { waitFor } from "../../core/real-clock.ts";
import {
  CLIENTS,
  type Cluster,
  type ClusterSpec,
  type Node,
  type NodePlan,
  type ProcessSpec,
  type StartOptions,
} from "../api.ts";
import { Child } from "./child.ts";
import { ClientRequests } from "./client-requests.ts";
import { DEFAULT_SHAPE } from "./fate.ts";
import { identityOf, isAlive, MARKS, processesOfRun } from "./host-process.ts";
import type { Message } from "./message.ts";
import { MessageNetwork } from "./message-network.ts";
import { BOOT_CLIENT, ProcessNode } from "./node.ts";
import {
  dataDirOf,
  recordedProcesses,
  recordProcess,
  removeWorkspace,
  type Workspace,
  workspaceExists,
} from "./workspace.ts";

/** One probe of `ready` may take this long. */
const READY_PROBE_MS = 1_000;

export class ProcessCluster implements Cluster {
  readonly backend = "process";
  readonly engine = null;
  readonly images = {};
  readonly clocks = null;
  readonly disks = null;
  readonly resources = null;
  readonly names = null;
  readonly nodes: readonly Node[];
  readonly network: MessageNetwork;
  readonly failure: Promise<never>;
  readonly #spec: ClusterSpec;
  readonly #workspace: Workspace;
  readonly #journal: StartOptions["journal"];
  readonly #requests = new ClientRequests();
  /** Ends with the cluster; whatever still waits for a node stops waiting then. */
  readonly #lifetime = new AbortController();
  readonly #byId: ReadonlyMap<string, ProcessNode>;
  #fail: (error: HarnessError) => void = () => undefined;
  #disposed: Promise<void> | null = null;

  constructor(
    spec: ClusterSpec,
    program: ProcessSpec,
    workspace: Workspace,
    journal: StartOptions["journal"],
  ) {
    this.#spec = spec;
    this.#workspace = workspace;
    this.#journal = journal;
    this.failure = new Promise((_, reject) => (this.#fail = reject));
    // Whoever waits for it is told; nobody has to wait.
    this.failure.catch(() => undefined);
    this.#byId = new Map(spec.nodes.map((id, index) => [id, this.#nodeOf(id, index, program)]));
    this.nodes = [...this.#byId.values()];
    this.network = new MessageNetwork(spec.network ?? DEFAULT_SHAPE, spec.seed, spec.clock, {
      deliver: (message) => this.#hand(message),
      endOf: (name) => (this.#byId.has(name) ? nodeId(name) : CLIENTS),
    });
  }

  /** Starts all nodes and waits until each is ready. */
  async boot(signal: AbortSignal): Promise<void> {
    const booting = AbortSignal.any([signal, this.#lifetime.signal]);
    const all = this.nodes.map(async (node) => {
      await node.start(booting);
      await this.#ready(node, booting);
    });
    await Promise.race([Promise.all(all), this.failure]);
  }

  grow(): Promise<Node> {
    throw new HarnessError("unsupported", "a cluster of processes takes no more nodes", {
      hint: "Use --backend docker.",
    });
  }

  discard({ id }: Node): Promise<Evidence> {
    return Promise.resolve({ seen: false, why: `${id} is no node that the cluster has grown` });
  }

  leftovers(): Promise<readonly string[]> {
    const { run, path } = this.#workspace;
    const alive = [...recordedProcesses(this.#workspace).filter(isAlive), ...processesOfRun(run)];
    const pids = new Set(alive.map(({ pid }) => pid));
    return Promise.resolve([
      ...[...pids].map((pid) => `process ${String(pid)}`),
      ...(workspaceExists(this.#workspace) ? [`directory ${path}`] : []),
    ]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    this.#lifetime.abort(new HarnessError("internal", "the cluster was disposed"));
    this.network[Symbol.dispose]();
    try {
      await Promise.all([...this.#byId.values()].map((node) => node.destroy()));
    } finally {
      removeWorkspace(this.#workspace);
    }
  }

  #nodeOf(id: NodeId, index: number, program: ProcessSpec): ProcessNode {
    const plan = { id, index, host: id, joining: false };
    return new ProcessNode(plan, {
      allNodes: this.#spec.nodes,
      spawn: (lines) => this.#spawn(plan, program, lines),
      onMessage: (message) => {
        this.#route(message);
      },
      onLog: (text) => {
        this.#spec.onLog({ node: id, time: this.#spec.clock.now(), stream: "stderr", text });
      },
      onDown: () => {
        this.#requests.onNodeDown(id);
      },
      onFailure: (error) => {
        this.#fail(error);
      },
      request: (client, body, signal) =>
        this.#requests.send(
          client,
          id,
          body,
          signal,
          // What starts a node up is no traffic of clients.
          (message) => (client === BOOT_CLIENT ? this.#hand(message) : this.network.pass(message)),
        ),
    });
  }

  #spawn(
    plan: NodePlan,
    program: ProcessSpec,
    lines: { onStdout(line: string): void; onStderr(line: string): void },
  ): Child {
    if (this.#disposed !== null)
      throw new HarnessError("internal", `node ${plan.id} started after the end of its cluster`);
    const { run } = this.#spec;
    const cwd = dataDirOf(this.#workspace, plan.id);
    const env = { ...program.env?.(plan), [MARKS.run]: run, [MARKS.node]: plan.id };
    const child = new Child({ argv: program.command(plan, cwd), cwd, env, ...lines });
    const identity = identityOf(child.pid);
    try {
      this.#journal({ kind: "process", ...identity });
      recordProcess(this.#workspace, identity);
      return child;
    } catch (error) {
      // Nobody would know of it.
      child.signalAll("SIGKILL");
      throw error;
    }
  }

  /** Puts a message into its receiver's hands; false where a node is down. */
  #hand(message: Message): boolean {
    const node = this.#byId.get(message.dest);
    if (node !== undefined) return node.deliver(message);
    this.#requests.onReply(message);
    return true;
  }

  #route(message: Message): void {
    if (this.#byId.has(message.dest)) this.network.send(message);
    else if (message.dest === BOOT_CLIENT) this.#requests.onReply(message);
    else if (message.dest.startsWith("c")) this.network.pass(message);
    else
      this.#fail(
        new HarnessError(
          "node",
          `node ${message.src} sent ${message.body["type"] as string} to "${message.dest}", which is nobody`,
          {
            hint: `Nodes are ${this.#spec.nodes.join(", ")}; clients begin with "c".`,
          },
        ),
      );
  }

  async #ready(node: Node, signal: AbortSignal): Promise<void> {
    await waitFor(
      async () => {
        const probe = AbortSignal.any([signal, AbortSignal.timeout(READY_PROBE_MS)]);
        return (await this.#spec.ready(node, probe)) ? true : null;
      },
      { what: `node ${node.id} to be ready`, deadlineMs: this.#spec.readyTimeoutMs, signal },
    );
  }
}
