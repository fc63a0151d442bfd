// A Docker engine as a value: a connection that answered. Several may be in use at once.
import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { withDeadline } from "./deadline.ts";

/** A reachable engine. `docker` is dockerode's client for it. */
export interface Engine {
  readonly docker: Dockerode;
  /** Where it listens, for messages. */
  readonly endpoint: string;
  /** "Docker 20.10.24 (API 1.41, linux/amd64)" */
  readonly description: string;
  /** Kernel security modules that would confine the agent. */
  readonly apparmor: boolean;
}

/** How long an engine may take to answer before it counts as gone. */
export const PING_DEADLINE_MS = 10_000;

const HINT =
  "Start Docker, or set DOCKER_HOST. On a Linux machine without Docker run scripts/engine.sh as root.";

/**
 * Connects to the engine at `dockerHost` (`unix:///path/to/socket`), by default the one that DOCKER_HOST names, else
 * the platform's socket. Throws `engine` when none answers.
 */
export async function connect(dockerHost?: string): Promise<Engine> {
  const { default: Docker } = await import("dockerode");
  const docker =
    dockerHost === undefined ? new Docker() : new Docker({ socketPath: socketOf(dockerHost) });
  const endpoint = await endpointOf(docker);
  try {
    const [version, info] = await withDeadline(
      "the engine to say its version",
      PING_DEADLINE_MS,
      Promise.all([docker.version(), docker.info() as Promise<Info>]),
    );
    return {
      docker,
      endpoint,
      description: `Docker ${version.Version} (API ${version.ApiVersion}, ${version.Os}/${version.Arch})`,
      apparmor: (info.SecurityOptions ?? []).some((option) => option.includes("apparmor")),
    };
  } catch (error) {
    throw new HarnessError(
      "engine",
      `no Docker engine answers at ${endpoint}: ${messageOf(error)}`,
      {
        hint: HINT,
        cause: error,
      },
    );
  }
}

interface Info {
  readonly SecurityOptions?: readonly string[];
}

/** docker-modem's fields that say where a client is connected to. */
interface Modem {
  readonly socketPath?: string | (() => Promise<string>);
  readonly host?: string;
  readonly port?: string | number;
}

/** Where a client of dockerode's connects to; two clients of one engine give the same. */
export async function endpointOf(docker: Dockerode): Promise<string> {
  const { socketPath, host, port } = docker.modem as Modem;
  if (host !== undefined) return `tcp://${host}:${String(port ?? "")}`;
  return `unix://${typeof socketPath === "function" ? await socketPath() : (socketPath ?? "")}`;
}

function socketOf(dockerHost: string): string {
  const match = /^(?:unix|npipe):\/\/(.+)$/.exec(dockerHost);
  if (match?.[1] !== undefined) return match[1];
  throw new HarnessError("engine", `${dockerHost} is no socket`, {
    hint: "Name it unix:///path/to/docker.sock, or set DOCKER_HOST for other transports.",
  });
}
