// A cluster of Redis servers that know nothing of each other, and what they take for the time.
import { connect } from "node:net";
import { once } from "node:events";
import type { Clocks, ContainerSpec, Node } from "../../src/cluster/api.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import { type SmallCluster } from "./small-cluster.ts";

const PORT = 6379;

export const redisContainer: ContainerSpec = {
  image: "faultline/redis:1",
  build: "redis",
  ports: { client: PORT },
  command: () => ["redis-server", "--protected-mode", "no", "--save", ""],
};

export const redisReady = async (node: Node): Promise<boolean> =>
  (await ask(node, "PING")) === "+PONG\r\n";

/** Answers of a busy host come late: the fastest of so many tells most. */
const QUESTIONS = 5;

/** How many milliseconds the server's own clock is ahead of this process's, by its TIME command. */
export const redisOffset = (node: Node): Promise<number> =>
  offsetBy(async () => {
    const [, seconds = "", micros = ""] =
      /\$\d+\r\n(\d+)\r\n\$\d+\r\n(\d+)\r\n/.exec(await ask(node, "TIME")) ?? [];
    return Number(seconds) * 1e3 + Number(micros) / 1e3;
  });

/** The offset of the clock that `read` reads, in milliseconds: of several readings the one that took the least time. */
export async function offsetBy(read: () => Promise<number>): Promise<number> {
  const readings: { readonly tookNs: number; readonly offset: number }[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const before = Date.now();
    const elapsed = stopwatch();
    const told = await read();
    const tookNs = elapsed();
    readings.push({ tookNs, offset: told - (before + tookNs / 2e6) });
  }
  readings.sort((a, b) => a.tookNs - b.tookNs);
  return readings[0]?.offset ?? NaN;
}

async function ask(node: Node, command: string): Promise<string> {
  const { host, port } = node.address("client");
  const socket = connect(port, host);
  socket.setTimeout(5_000, () => socket.destroy(new Error(`${node.id} does not answer`)));
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString();
  } finally {
    socket.destroy();
  }
}

export const clocksOf = ({ cluster }: SmallCluster): Clocks => {
  if (cluster.clocks === null) throw new Error("the back end has no clocks");
  return cluster.clocks;
};
