// Redis nodes, each alone, with their data on a disk of their own, and the few commands that tests of disks need.
import { once } from "node:events";
import { connect } from "node:net";
import type { Cluster, ContainerSpec, Node } from "../../src/cluster/api.ts";
import { startSmallCluster, type SmallCluster } from "./small-cluster.ts";

export const DATA = "/var/lib/redis";
const ANSWER_MS = 2_000;

/** `policy`: when Redis syncs what it appends. */
export const redisContainer = (policy: "always" | "everysec" | "no"): ContainerSpec => ({
  image: "faultline/redis:1",
  build: "redis",
  ports: { client: 6379 },
  dataDir: DATA,
  command: () => [
    ...["redis-server", "--dir", DATA, "--save", "", "--protected-mode", "no"],
    ...["--appendonly", "yes", "--appendfsync", policy],
  ],
});

export const startRedis = (
  policy: "always" | "everysec" | "no",
  override: Parameters<typeof startSmallCluster>[0] = {},
): Promise<SmallCluster> =>
  startSmallCluster({
    container: redisContainer(policy),
    disks: true,
    ready: answersPing,
    ...override,
  });

/** The `ready` of a spec. */
export const answersPing = async (node: Node): Promise<boolean> =>
  (await redis(node, ["PING"])) === "+PONG";

/** Sends one command and gives the first line of the answer; rejects when none comes in time. */
export const redis = async (node: Node, command: readonly string[]): Promise<string> =>
  (await redisAll(node, [command]))[0] ?? "";

/** Sends commands in one piece and gives the first line of each answer; for commands with answers of one line. */
export async function redisAll(
  node: Node,
  commands: readonly (readonly string[])[],
): Promise<readonly string[]> {
  const { host, port } = node.address("client");
  const socket = connect({ host, port });
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    await once(socket, "connect", { signal });
    socket.write(commands.map(encode).join(""));
    let text = "";
    while (text.split("\r\n").length <= commands.length) {
      text += String(((await once(socket, "data", { signal })) as readonly unknown[])[0]);
    }
    return text.split("\r\n").slice(0, commands.length);
  } finally {
    socket.destroy();
  }
}

const encode = (command: readonly string[]): string =>
  `*${String(command.length)}\r\n${command.map((word) => `$${String(word.length)}\r\n${word}\r\n`).join("")}`;

/** Writes keys k1 … kN, each acknowledged. */
export async function setKeys(node: Node, count: number): Promise<void> {
  const keys = Array.from({ length: count }, (_, i) => ["SET", `k${String(i + 1)}`, "v"]);
  const answers = await redisAll(node, keys);
  if (answers.some((answer) => answer !== "+OK")) throw new Error(answers.join(" "));
}

/** How many keys it has. */
export const countKeys = async (node: Node): Promise<number> =>
  Number((await redis(node, ["DBSIZE"])).slice(1));

/** The cluster's disks, which a spec with `disks` has. */
export function disksOf(cluster: Cluster): NonNullable<Cluster["disks"]> {
  if (cluster.disks === null) throw new Error("the cluster has no disks");
  return cluster.disks;
}
