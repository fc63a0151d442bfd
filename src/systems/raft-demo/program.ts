// The program of a raft-demo node. A rim file: arguments, environment, clock, chance and signals enter here.
// Imports only this folder, so that a bare Node runs it:
//   program.ts --data DIR                                         on stdin and stdout (process back end)
//   program.ts --data DIR --id n1 --nodes n1=10.0.0.2,… --http 8080   by UDP and HTTP (containers)
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseBug } from "./bugs.ts";
import { serveNetwork } from "./network-shell.ts";
import { Server, type ServerOptions } from "./server.ts";
import type { Timing } from "./state.ts";
import { serveStdio } from "./stdio-shell.ts";

const TICK_MS = 10;

/** Wide enough that a machine busy with other things does not lose its leader to a slow tick. */
const TIMING: Timing = {
  heartbeatMs: 50,
  electionMinMs: 300,
  electionMaxMs: 600,
  forwardMs: 1_000,
};

const { values: flags } = parseArgs({
  options: {
    data: { type: "string" },
    id: { type: "string" },
    nodes: { type: "string" },
    http: { type: "string" },
  },
});
const dataDir = flags.data ?? ".";

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function serverOf(id: string, nodes: readonly string[], send: ServerOptions["send"]): Server {
  const server = new Server({
    raft: {
      id,
      nodes,
      bug: parseBug(process.env["RAFT_BUG"]),
      timing: TIMING,
      random: Math.random,
      incarnation: randomUUID(),
    },
    diskPath: join(dataDir, "raft.log"),
    nowMs: () => performance.now(),
    send,
    log,
  });
  setInterval(() => {
    server.tick();
  }, TICK_MS);
  return server;
}

process.on("SIGTERM", () => {
  // Whatever was promised is on disk already.
  process.exit(0);
});

if (flags.http === undefined) {
  serveStdio({
    input: process.stdin,
    write: (text) => process.stdout.write(text),
    serverOf,
    onEnd: () => {
      process.exit(0);
    },
  });
} else {
  const id = flags.id ?? "n1";
  const addresses = new Map(
    (flags.nodes ?? "").split(",").map((pair) => pair.split("=") as [string, string]),
  );
  serveNetwork({
    id,
    addresses,
    httpPort: Number(flags.http),
    serverOf: (send) => serverOf(id, [...addresses.keys()], send),
    log,
  });
}
