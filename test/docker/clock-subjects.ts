// A cluster of five subjects of different makes, in one container each, that all tell the time by themselves: etcd (Go),
// Redis, PostgreSQL, a Java virtual machine and Node. The last two also watch their monotonic clocks all the time.
import type { Cluster, Node } from "../../src/cluster/api.ts";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { ensureImage } from "../../src/cluster/docker/images.ts";
import { elementAt } from "../../src/core/assert.ts";
import { type NodeId, nodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { etcdClock } from "../../src/systems/etcd/clock.ts";
import { answerOf, offsetBy, redisOffset } from "./redis-clock.ts";
import { etcdContainer, never, specOf, uniqueRun } from "./small-cluster.ts";

interface SubjectKind {
  readonly name: string;
  /** Folder below images/. */
  readonly folder: string;
  readonly port: number;
  readonly command: readonly string[] | null;
  /** How far ahead its wall clock is, milliseconds. */
  readonly offset: (node: Node) => Promise<number>;
  /** Whether it watches its monotonic clock and tells of it on its port. */
  readonly watches: boolean;
}

/** Reads both clocks as often as it can, 5 ms in every 10 or so. */
const NODE_PROGRAM = `
let last = process.hrtime.bigint(), backwards = 0, longest = 0, reads = 0;
const watch = () => {
  for (let i = 0; i < 20000; i++) {
    const now = process.hrtime.bigint(), step = Number(now - last);
    Date.now();
    if (step < 0) backwards++;
    if (step > longest) longest = step;
    last = now;
    reads++;
  }
  setTimeout(watch, 5);
};
watch();
require("net").createServer((client) => {
  client.on("error", () => {});
  client.end([Date.now(), process.hrtime.bigint(), backwards, longest, reads].join(" ") + "\\n");
}).listen(7000);`;

const refOf = (folder: string): string => `faultline/${folder}:1`;

const KINDS: readonly SubjectKind[] = [
  {
    name: "etcd",
    folder: "etcd",
    port: 2379,
    command: etcdContainer.command?.({} as never, []) ?? [],
    // A clock that changes all the time is told to a second only.
    offset: async (node) =>
      (await etcdClock(node, AbortSignal.timeout(10_000), Infinity)) - Date.now(),
    watches: false,
  },
  {
    name: "redis",
    folder: "redis",
    port: 6379,
    command: ["redis-server", "--protected-mode", "no", "--save", ""],
    offset: redisOffset,
    watches: false,
  },
  {
    name: "postgres",
    folder: "postgres",
    port: 5432,
    command: ["postgres", "-c", "listen_addresses=*"],
    offset: (node) => offsetBy(() => askPostgres(node, NOW)),
    watches: false,
  },
  {
    name: "jvm",
    folder: "jvm",
    port: 7000,
    command: ["java", "-Xmx64m", "-cp", "/app", "Clocks"],
    offset: (node) => offsetBy(async () => (await watchedBy(node)).wallMs),
    watches: true,
  },
  {
    name: "node",
    folder: "raft-demo",
    port: 7000,
    command: ["node", "-e", NODE_PROGRAM],
    offset: (node) => offsetBy(async () => (await watchedBy(node)).wallMs),
    watches: true,
  },
];

/** One of the five, running. */
export interface Subject {
  readonly name: string;
  readonly node: Node;
  readonly offset: () => Promise<number>;
  readonly watched: (() => Promise<Watched>) | null;
  /** Makes it read clocks and do its work for a moment. */
  readonly exert: () => Promise<unknown>;
}

export interface Subjects extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly all: readonly Subject[];
}

/** Starts all five; each node begins as nothing and is made anew of its own image. */
export async function startSubjects(): Promise<Subjects> {
  const engine = await connect();
  for (const { folder } of KINDS) await ensureImage(engine, refOf(folder), folder, () => undefined);
  const ids = KINDS.map((_, index) => nodeId(`n${String(index + 1)}`));
  const kindOf = (id: NodeId): SubjectKind => elementAt(KINDS, ids.indexOf(id));
  let awake = false;
  const cluster = await dockerBackend.start(
    specOf(uniqueRun(), {
      nodes: ids,
      container: {
        image: refOf("etcd"),
        build: "etcd",
        ports: Object.fromEntries(KINDS.map(({ port }) => [String(port), port])),
        command: ({ id }) => (awake ? (kindOf(id).command ?? []) : ["sleep", "600"]),
      },
      ready: () => Promise.resolve(true),
    }),
    { signal: never, journal: () => undefined },
  );
  awake = true;
  try {
    const all = await Promise.all(cluster.nodes.map((node) => wake(node, kindOf(node.id))));
    return { cluster, all, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

async function wake(sleeping: Node, kind: SubjectKind): Promise<Subject> {
  await sleeping.kill();
  await sleeping.rebuild({ image: refOf(kind.folder) }, never);
  const node: Node = Object.create(sleeping, {
    address: { value: () => sleeping.address(String(kind.port)) },
  }) as Node;
  const offset = (): Promise<number> => kind.offset(node);
  await waitFor(offset, { what: `${kind.name} to tell the time`, deadlineMs: 60_000 });
  return {
    name: kind.name,
    node: sleeping,
    offset,
    watched: kind.watches ? () => watchedBy(node) : null,
    exert: kind.name === "postgres" ? () => askPostgres(node, MANY_TIMES) : offset,
  };
}

/** What a program has seen of its own clocks. */
export interface Watched {
  readonly wallMs: number;
  readonly monotonicNs: number;
  readonly backwards: number;
  readonly longestStepNs: number;
  readonly reads: number;
}

async function watchedBy(node: Node): Promise<Watched> {
  const line = await answerOf(node.address(""), "", /^(\S+) (\S+) (\S+) (\S+) (\S+)\n/);
  const [wallMs = NaN, monotonicNs = NaN, backwards = NaN, longestStepNs = NaN, reads = NaN] = line
    .slice(1)
    .map(Number);
  return { wallMs, monotonicNs, backwards, longestStepNs, reads };
}

const NOW = "select 'clock=' || extract(epoch from clock_timestamp()) * 1000";
const MANY_TIMES = `select 'clock=' || extract(epoch from max(clock_timestamp())) * 1000 from generate_series(1, 20000)`;

/** The frontend's half of PostgreSQL's protocol, version 3: a start-up message and a simple query at once. */
async function askPostgres(node: Node, query: string): Promise<number> {
  const startUp = Buffer.from("\0\x03\0\0user\0postgres\0database\0postgres\0\0");
  const text = Buffer.from(`${query}\0`);
  const message = Buffer.concat([sized(startUp), Buffer.from("Q"), sized(text)]);
  const [, ms] = await answerOf(node.address(""), message, /clock=(\d+\.\d+)/);
  return Number(ms);
}

function sized(body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length + 4);
  return Buffer.concat([size, body]);
}
