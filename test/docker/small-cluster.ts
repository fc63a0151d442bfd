// Clusters for the back end's own tests: each node is an etcd of its own, so that it listens, answers and stops well.
import { randomUUID } from "node:crypto";
import type { Backend, Cluster, ClusterSpec, ContainerSpec } from "../../src/cluster/api.ts";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { LABEL } from "../../src/cluster/docker/labels.ts";
import { resourcesOf } from "../../src/cluster/docker/resources.ts";
import { type NodeId, nodeId } from "../../src/core/ids.ts";
import type { LogLine } from "../../src/core/logs.ts";
import { startRealClock } from "../../src/core/real-clock.ts";

const PORT = 2379;
const ANY = "0.0.0.0";

export const N1 = nodeId("n1");
export const N2 = nodeId("n2");
export const N3 = nodeId("n3");

export const never = new AbortController().signal;

/** A cluster under test and what its spec's callbacks were told. */
export interface SmallCluster {
  readonly run: string;
  readonly cluster: Cluster;
  readonly logs: LogLine[];
  readonly addresses: ReadonlyMap<NodeId, string>;
}

export const etcdContainer: ContainerSpec = {
  image: "faultline/etcd:1",
  build: "etcd",
  ports: { client: PORT },
  command: () => [
    ...["etcd", "--data-dir", "/var/lib/etcd/data"],
    ...["--listen-client-urls", `http://${ANY}:${String(PORT)}`],
    ...["--advertise-client-urls", `http://${ANY}:${String(PORT)}`],
  ],
};

/** A container that runs one line of shell and is ready at once. */
export const shellContainer = (script: string): ContainerSpec => ({
  ...etcdContainer,
  ports: {},
  command: () => ["sh", "-c", script],
});

export const uniqueRun = (): string => `test/${randomUUID()}`;

/** A spec; `override` what a test needs otherwise. */
export const specOf = (run: string, override: Partial<ClusterSpec> = {}): ClusterSpec => ({
  run,
  system: "etcd-alone",
  nodes: [N1, N2, N3],
  container: etcdContainer,
  process: null,
  network: null,
  disks: false,
  otherImages: [],
  ready: async (node, signal) =>
    (await fetch(`${node.address("client").url}/health`, { signal })).ok,
  readyTimeoutMs: 30_000,
  seed: 1,
  clock: startRealClock(),
  onLog: () => undefined,
  onWarning: () => undefined,
  ...override,
});

export const startSpec = (
  spec: ClusterSpec,
  signal = never,
  backend: Backend = dockerBackend,
): Promise<Cluster> => backend.start(spec, { signal, journal: () => undefined });

export async function startSmallCluster(
  override: Partial<ClusterSpec> = {},
): Promise<SmallCluster> {
  const run = uniqueRun();
  const logs: LogLine[] = [];
  const addresses = new Map<NodeId, string>();
  const container = ownContainer(override.container) ?? etcdContainer;
  const cluster = await startSpec(
    specOf(run, {
      onLog: (line) => logs.push(line),
      ...override,
      container: {
        ...container,
        env: (node) => {
          addresses.set(node.id, node.host);
          return {};
        },
      },
    }),
  );
  return { run, cluster, logs, addresses };
}

/** What the run still has on the engine. */
export async function leftOf(run: string): Promise<readonly string[]> {
  return (await resourcesOf(await connect(), run)).map((resource) => resource.name);
}

/** Runs a command in a node's container and gives its exit code and output. */
export async function inNode(
  run: string,
  node: NodeId,
  script: string,
): Promise<{ readonly status: number; readonly output: string }> {
  const { docker } = await connect();
  const filters = { label: [`${LABEL.run}=${run}`, `${LABEL.node}=${node}`] };
  const [found] = await docker.listContainers({ filters });
  if (found === undefined) throw new Error(`no running container of ${node}`);
  const exec = await docker.getContainer(found.Id).exec({
    Cmd: ["bash", "-c", script],
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  let output = "";
  for await (const chunk of stream) output += String(chunk);
  return { status: (await exec.inspect()).ExitCode ?? -1, output };
}

/** Whether `from` can open a connection to `to`, within half a second. */
export async function reaches(small: SmallCluster, from: NodeId, to: NodeId): Promise<boolean> {
  const target = `/dev/tcp/${small.addresses.get(to) ?? ""}/${String(PORT)}`;
  const { status } = await inNode(small.run, from, `timeout 0.5 bash -c 'exec 3<>${target}'`);
  return status === 0;
}

/** Whether the node answers its clients, who come from outside its network. */
export async function serves(small: SmallCluster, id: NodeId): Promise<boolean> {
  try {
    const node = small.cluster.nodes.find((candidate) => candidate.id === id);
    const url = `${node?.address("client").url ?? ""}/health`;
    return (await fetch(url, { signal: AbortSignal.timeout(500) })).ok;
  } catch {
    return false;
  }
}

const ownContainer = (container: ClusterSpec["container"] | undefined): ContainerSpec | null =>
  container == null || "adopt" in container ? null : container;
