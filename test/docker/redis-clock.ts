// A cluster of Redis servers that know nothing of each other, and what they take for the time.
import { connect } from "node:net";
import type { Address, Clocks, ContainerSpec, Node } from "../../src/cluster/api.ts";
import { sleepMs, stopwatch } from "../../src/core/real-clock.ts";
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

const ask = async (node: Node, command: string): Promise<string> =>
  (await answerOf(node.address("client"), `${command}\r\n`, /\r\n$/)).input;

/** A port's proxy may hang up at once where the program behind it is not at its port yet. */
const MAX_CALLS = 5;
const BETWEEN_CALLS_MS = 200;

/** Sends `message` over a connection of its own and reads until the answer matches; the match's input is all of it. */
export async function answerOf(
  address: Address,
  message: string | Buffer,
  wanted: RegExp,
): Promise<RegExpExecArray> {
  for (let calls = 1; ; calls++) {
    try {
      return await callOnce(address, message, wanted);
    } catch (error) {
      if (calls === MAX_CALLS) throw error;
    }
    await sleepMs(BETWEEN_CALLS_MS);
  }
}

async function callOnce(
  { host, port }: Address,
  message: string | Buffer,
  wanted: RegExp,
): Promise<RegExpExecArray> {
  const socket = connect(port, host);
  socket.setTimeout(10_000, () =>
    socket.destroy(new Error(`port ${String(port)} does not answer`)),
  );
  if (message.length > 0) socket.write(message);
  let text = "";
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString("latin1");
    const found = wanted.exec(text);
    if (found !== null) return found;
  }
  throw new Error(`port ${String(port)} answered only ${JSON.stringify(text)}`);
}

export const clocksOf = ({ cluster }: SmallCluster): Clocks => {
  if (cluster.clocks === null) throw new Error("the back end has no clocks");
  return cluster.clocks;
};
