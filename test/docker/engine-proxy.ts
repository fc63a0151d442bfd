// A socket in front of the engine's: for the harness the engine dies when the proxy is closed.
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DEFAULT_SOCKET = "/var/run/docker.sock";

export interface EngineProxy extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Cuts every connection and takes no more. */
  kill(): void;
}

/** Listens beside the engine at DOCKER_HOST or the usual socket. */
export async function startEngineProxy(): Promise<EngineProxy> {
  const target = (process.env["DOCKER_HOST"] ?? `unix://${DEFAULT_SOCKET}`).replace("unix://", "");
  const folder = mkdtempSync(join(tmpdir(), "faultline-proxy-"));
  const path = join(folder, "docker.sock");
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: target, allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const kill = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: `unix://${path}`,
    kill,
    [Symbol.asyncDispose]() {
      kill();
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
