// Clusters of the echo node for tests, and requests to it in one line.
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Cluster, ClusterSpec, JournalEntry, LinkShape, Node } from "../../src/cluster/api.ts";
import { processBackend } from "../../src/cluster/process/backend.ts";
import { nodeId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { startRealClock } from "../../src/core/real-clock.ts";

const PROGRAM = fileURLToPath(new URL("../fixtures/echo-node.mjs", import.meta.url));
const REQUEST_MS = 10_000;

export interface EchoCluster {
  readonly cluster: Cluster;
  readonly nodes: readonly [Node, Node, Node];
  readonly run: string;
  readonly journal: readonly JournalEntry[];
  readonly logs: readonly string[];
}

export interface EchoOptions {
  readonly flags?: readonly string[];
  readonly network?: LinkShape;
  readonly seed?: number;
  readonly ready?: ClusterSpec["ready"];
  readonly readyTimeoutMs?: number;
  readonly program?: string;
}

/** Three nodes. */
export async function startEcho(options: EchoOptions = {}): Promise<EchoCluster> {
  const run = `test-${randomUUID()}`;
  const journal: JournalEntry[] = [];
  const logs: string[] = [];
  const cluster = await processBackend.start(
    {
      run,
      system: "echo",
      nodes: ["n1", "n2", "n3"].map(nodeId),
      container: null,
      process: {
        command: (_, dataDir) => [
          options.program ?? process.execPath,
          PROGRAM,
          "--data",
          dataDir,
          ...(options.flags ?? []),
        ],
      },
      network: options.network ?? null,
      disks: false,
      otherImages: [],
      ready: options.ready ?? (() => Promise.resolve(true)),
      readyTimeoutMs: options.readyTimeoutMs ?? 5_000,
      seed: options.seed ?? 1,
      clock: startRealClock(),
      onLog: ({ node, text }) => logs.push(`${node}: ${text}`),
      onWarning: () => undefined,
    },
    { signal: new AbortController().signal, journal: (entry) => journal.push(entry) },
  );
  const nodes = cluster.nodes as unknown as readonly [Node, Node, Node];
  return { cluster, nodes, run, journal, logs };
}

/** Asks a node as a client of its own. */
export function ask(
  node: Node,
  body: Readonly<Record<string, Json>>,
): Promise<Readonly<Record<string, Json>>> {
  return node.connect("c0").request(body, AbortSignal.timeout(REQUEST_MS));
}

export interface Hello {
  readonly number: number;
  readonly tookMs: number;
}

/** What `node` has heard from `from` so far. */
export async function heard(node: Node, from: Node): Promise<readonly Hello[]> {
  const { messages } = await ask(node, { type: "received", from: from.id });
  return messages as unknown as readonly Hello[];
}
