// A node's container: fixed address, fixed loopback ports, labels. The first is started by testcontainers, with a wait
// of our own; those that replace it are only made here, and started by their node.
import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { Bridge } from "./bridge.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { type Engine, endpointOf } from "./engine.ts";
import { spareHostLookup } from "./harness-process.ts";
import type { Labels } from "./labels.ts";
import { LOOPBACK } from "./ports.ts";

/** Everything a node's container is made from. */
export interface NodeContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly hostname: string;
  readonly labels: Labels;
  readonly bridge: Bridge;
  readonly ip: string;
  /** Port inside the container → port on the loopback address. Fixed: an ephemeral one changes at each restart. */
  readonly ports: ReadonlyMap<number, number>;
  readonly command: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  /** The volume that outlives the container, and where it is mounted; null without a data directory. */
  readonly data: { readonly volume: string; readonly path: string } | null;
}

/** What the engine is asked for: the same for a node's first container and for each that replaces it. */
function createOptions(spec: NodeContainerSpec): Dockerode.ContainerCreateOptions {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const [inside, outside] of spec.ports) {
    exposed[`${String(inside)}/tcp`] = {};
    bindings[`${String(inside)}/tcp`] = [{ HostIp: LOOPBACK, HostPort: String(outside) }];
  }
  return {
    name: spec.name,
    Image: spec.image,
    Hostname: spec.hostname,
    Labels: { ...spec.labels },
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    ...(spec.command === null ? {} : { Cmd: [...spec.command] }),
    ExposedPorts: exposed,
    HostConfig: {
      NetworkMode: spec.bridge.name,
      PortBindings: bindings,
      ...(spec.data === null ? {} : { Binds: [`${spec.data.volume}:${spec.data.path}`] }),
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [spec.bridge.name]: { IPAMConfig: { IPv4Address: spec.ip }, Aliases: [spec.hostname] },
      },
    },
  };
}

/** Makes a container and does not start it. Throws `image` where its image is not there. */
export async function createNodeContainer(
  engine: Engine,
  spec: NodeContainerSpec,
): Promise<Dockerode.Container> {
  const created = engine.docker.createContainer(createOptions(spec));
  try {
    return await withDeadline(`the engine to make ${spec.name}`, ENGINE_DEADLINE_MS, created);
  } catch (error) {
    if (!messageOf(error).includes("No such image")) throw error;
    throw new HarnessError("image", `the image ${spec.image} is not on the Docker engine`, {
      hint: `Pull or build it first: docker pull ${spec.image}`,
      cause: error,
    });
  }
}

/** What happens while a container starts. */
interface StartHooks {
  readonly onCreated: (container: Dockerode.Container) => void;
  /** Its process runs; the start is over when this resolves, and undone when it rejects. */
  readonly onStarted: () => Promise<void>;
}

/** Makes and starts a container. Rejects with what `onStarted` is rejected with, then the container is gone. */
export async function startNodeContainer(
  engine: Engine,
  spec: NodeContainerSpec,
  { onCreated, onStarted }: StartHooks,
): Promise<void> {
  const { GenericContainer, PullPolicy } = await loadContainerRuntime(engine);

  class NodeContainer extends GenericContainer {
    constructor() {
      super(spec.image);
      const { HostConfig: host = {}, ...options } = createOptions(spec);
      this.createOpts = options;
      this.hostConfig = host;
      this.withNetworkMode(spec.bridge.name)
        .withPullPolicy(PullPolicy.neverPull())
        // Its reaper would need an image of its own; the harness cleans up by labels.
        .withAutoCleanup(false)
        .withWaitStrategy(waitBy(onStarted));
    }

    protected override containerCreated(id: string): Promise<void> {
      onCreated(engine.docker.getContainer(id));
      return Promise.resolve();
    }
  }
  await new NodeContainer().start();
}

/** testcontainers, ready to start containers: the first load takes a second. */
export async function loadContainerRuntime(
  engine: Engine,
): Promise<typeof import("testcontainers")> {
  spareHostLookup();
  const testcontainers = await import("testcontainers");
  const client = await testcontainers.getContainerRuntimeClient();
  await assertSameEngine(engine, client.container.dockerode);
  return testcontainers;
}

/** testcontainers' wait strategy that waits for a function of ours, which has its own deadline. */
const waitBy = (wait: () => Promise<void>): WaitStrategy => {
  const strategy: WaitStrategy = {
    waitUntilReady: wait,
    withStartupTimeout: () => strategy,
    isStartupTimeoutSet: () => true,
    getStartupTimeout: () => 0,
  };
  return strategy;
};

type WaitStrategy = import("testcontainers").WaitStrategy;

/** testcontainers finds its engine by its own rules; a second engine would get the nodes and miss the faults. */
async function assertSameEngine(engine: Engine, other: Dockerode): Promise<void> {
  const endpoint = await endpointOf(other);
  if (endpoint === engine.endpoint) return;
  throw new HarnessError(
    "engine",
    `testcontainers uses the engine at ${endpoint}, the harness that at ${engine.endpoint}`,
    { hint: "Set DOCKER_HOST, and remove tc.host from ~/.testcontainers.properties." },
  );
}
