// Free ports on the loopback address, below the range that the kernel gives to outgoing connections: a client that
// dials a dead node's port in that range may be given the very port, reach itself, and keep the node from restarting.
import { createServer } from "node:net";
import { HarnessError } from "../../core/errors.ts";

export const LOOPBACK = "127.0.0.1";

/** Where clients find a port of a node. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const PORTS = LAST_PORT - FIRST_PORT + 1;

/** Hands out ports; never the same twice, so that clusters which start at once in this process do not collide. */
export class PortAllocator {
  readonly #reserved = new Set<number>();
  #next: number;

  /** `start` spreads the runs of different processes over the range. */
  constructor(start: number) {
    this.#next = start % PORTS;
  }

  /** Never hands these out: the ports of a node that is down are free, but its clients still dial them. */
  reserve(ports: Iterable<number>): void {
    for (const port of ports) this.#reserved.add(port);
  }

  /** A port that nobody listens on now. Throws `port` when there is none. */
  async take(): Promise<number> {
    for (let tries = 0; tries < PORTS; tries++) {
      const port = FIRST_PORT + this.#next;
      this.#next = (this.#next + 1) % PORTS;
      if (!this.#reserved.has(port) && (await isFree(port))) return port;
    }
    throw new HarnessError(
      "port",
      `no port from ${String(FIRST_PORT)} to ${String(LAST_PORT)} is free on ${LOOPBACK}`,
      { hint: "faultline clean removes what crashed runs left behind." },
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, LOOPBACK, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Whether an engine's error says that a port to publish is taken. */
export const isPortTaken = (message: string): boolean =>
  /port is already allocated|address already in use/.test(message);
