// Containers that no harness made, for tests of adopting: each an etcd of its own, on a network of the test's.
import { randomUUID } from "node:crypto";
import type Dockerode from "dockerode";
import { connect } from "../../src/cluster/docker/engine.ts";
import { ensureImage } from "../../src/cluster/docker/images.ts";
import { etcdContainer } from "./small-cluster.ts";

const POLICY = { Name: "unless-stopped", MaximumRetryCount: 0 };
const CPUS = 1.5e9;

export interface Foreign extends AsyncDisposable {
  /** In the order of their names. */
  readonly names: readonly string[];
  readonly network: string;
  readonly label: string;
  container(name: string): Dockerode.Container;
  /** Whether a line of bash ends well in it, within a second. */
  succeeds(name: string, script: string): Promise<boolean>;
  /** What a run must leave as it was. */
  states(): Promise<readonly ForeignState[]>;
}

export interface ForeignState {
  readonly id: string;
  readonly running: boolean;
  readonly paused: boolean;
  readonly policy: string | undefined;
  readonly cpus: number | undefined;
  readonly address: string | undefined;
}

/** `labels` of each besides the one that they share; ports are published unless told otherwise. */
export async function startForeign(
  count: number,
  options: {
    readonly published?: boolean;
    readonly labels?: Readonly<Record<string, string>>;
    readonly autoRemove?: boolean;
  } = {},
): Promise<Foreign> {
  const { docker } = await connect();
  await ensureImage(await connect(), etcdContainer.image, etcdContainer.build, () => undefined);
  const tag = `foreign-${randomUUID().slice(0, 8)}`;
  const label = `test.role=${tag}`;
  await docker.createNetwork({ Name: tag, Driver: "bridge" });
  const plan = { id: "n", index: 0, host: "", joining: false };
  const command = etcdContainer.command?.(plan as never, []) ?? [];
  const names = Array.from({ length: count }, (_, i) => `${tag}-db-${String(i + 1)}`);
  for (const name of names) {
    const container = await docker.createContainer({
      name,
      Image: etcdContainer.image,
      Cmd: [...command],
      Labels: { "test.role": tag, ...options.labels },
      ExposedPorts: { "2379/tcp": {} },
      HostConfig: {
        NetworkMode: tag,
        NanoCpus: CPUS,
        ...(options.autoRemove === true ? { AutoRemove: true } : { RestartPolicy: POLICY }),
        ...(options.published === false
          ? {}
          : { PortBindings: { "2379/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] } }),
      },
    });
    await container.start();
  }
  const container = (name: string): Dockerode.Container => docker.getContainer(name);
  return {
    names,
    network: tag,
    label,
    container,
    async succeeds(name, script) {
      const exec = await container(name).exec({
        Cmd: ["timeout", "1", "bash", "-c", script],
        AttachStdout: true,
        Tty: true,
      });
      const stream = await exec.start({ Tty: true });
      await stream.toArray();
      return (await exec.inspect()).ExitCode === 0;
    },
    states: () => Promise.all(names.map((name) => stateOf(container(name), tag))),
    async [Symbol.asyncDispose]() {
      for (const name of names) {
        await container(name)
          .remove({ force: true, v: true })
          .catch(() => undefined);
      }
      await docker.getNetwork(tag).remove();
    },
  };
}

async function stateOf(container: Dockerode.Container, network: string): Promise<ForeignState> {
  const { Id, State, HostConfig, NetworkSettings } = await container.inspect();
  return {
    id: Id,
    running: State.Running,
    paused: State.Paused,
    policy: HostConfig.RestartPolicy?.Name,
    cpus: HostConfig.NanoCpus,
    address: NetworkSettings.Networks[network]?.IPAddress,
  };
}
