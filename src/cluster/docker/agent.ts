// The agent: one container per run that reaches every node's namespaces, so that nodes need no tools and no rights.
// It sees the host's processes (`--pid host`) and enters a node's network by the pid of its first process.
import type Dockerode from "dockerode";
import type { Duplex } from "node:stream";
import { HarnessError } from "../../core/errors.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { AgentShell, type CommandResult } from "./agent-shell.ts";
import type { Engine } from "./engine.ts";
import { agentImage } from "./images.ts";
import type { Labels } from "./labels.ts";

/** A command's time to answer, unless told otherwise. */
const COMMAND_DEADLINE_MS = 10_000;
/** `--privileged` fails on hosts that lack a capability: these are what faults need. */
const CAPABILITIES = ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "MKNOD"];
/** Loop devices, as many as there will be, and the device that hands them out. */
const DEVICE_RULES = ["b 7:* rmw", "c 10:237 rmw"];
/** Where the agent has the volume of the disks' images. */
export const IMAGES_DIRECTORY = "/disks";

/** Where the agent sees the host's cgroups, to write to them: in its own place they are read-only. */
export const CGROUP_ROOT = "/host-cgroup";

/** Paths in /proc/PID/cgroup are then those below that root. */
const HOST_CGROUPS = { CgroupnsMode: "host" };
const CGROUP_BIND = `/sys/fs/cgroup:${CGROUP_ROOT}`;

interface ShellOptions {
  readonly deadlineMs?: number;
  /** Which shell; default: "network", whose commands take milliseconds and must not wait for others. */
  readonly shell?: string;
}

export class Agent implements AsyncDisposable {
  /** The image with the tools, for commands that people give themselves. */
  readonly image: string;
  readonly #engine: Engine;
  readonly #container: Dockerode.Container;
  /** By purpose: a slow command of one waits for nobody of another. */
  readonly #shells = new Map<string, Promise<AgentShell>>();

  private constructor(engine: Engine, container: Dockerode.Container, image: string) {
    this.image = image;
    this.#engine = engine;
    this.#container = container;
  }

  /** Starts an agent called `name`, with the volume `images` for the images of disks; its image must be there. */
  static async start(
    engine: Engine,
    name: string,
    labels: Labels,
    images: string | null = null,
  ): Promise<Agent> {
    const { ref } = await agentImage();
    const container = await engine.docker.createContainer({
      name,
      Image: ref,
      Labels: { ...labels },
      HostConfig: {
        PidMode: "host",
        NetworkMode: "none",
        ...HOST_CGROUPS,
        CapAdd: CAPABILITIES,
        DeviceCgroupRules: DEVICE_RULES,
        Binds: [CGROUP_BIND, ...(images === null ? [] : [`${images}:${IMAGES_DIRECTORY}`])],
        ...(engine.apparmor ? { SecurityOpt: ["apparmor=unconfined"] } : {}),
      },
    });
    const agent = new Agent(engine, container, ref);
    try {
      await container.start();
      await agent.run("true");
      return agent;
    } catch (error) {
      await agent[Symbol.asyncDispose]().catch(() => undefined);
      throw error;
    }
  }

  get containerId(): string {
    return this.#container.id;
  }

  /**
   * Runs a script in the shell called `shell`, which runs one at a time. Throws `engine` where the agent does not
   * answer within `deadlineMs`.
   */
  async run(script: string, options: ShellOptions = {}): Promise<CommandResult> {
    const { deadlineMs = COMMAND_DEADLINE_MS, shell = "network" } = options;
    return (await this.#shellFor(shell)).run(script, deadlineMs);
  }

  async #shellFor(name: string): Promise<AgentShell> {
    const opened = this.#shells.get(name);
    const known = await opened?.catch(() => null);
    if (known?.usable === true) return known;
    // Somebody else may have opened one meanwhile.
    const current = this.#shells.get(name);
    if (current !== undefined && current !== opened) return current;
    const opening = withDeadline("a shell in the agent", ENGINE_DEADLINE_MS, this.#open());
    this.#shells.set(name, opening);
    return opening;
  }

  /** Like `run`; throws `engine` with the output when the script fails. */
  async must(script: string, options: ShellOptions = {}): Promise<string> {
    const { status, output } = await this.run(script, options);
    if (status === 0) return output;
    throw new HarnessError("engine", `a command of the agent failed: ${output.trim()}`, {
      hint: "Run faultline doctor; it tries the agent.",
    });
  }

  async #open(): Promise<AgentShell> {
    const exec = await this.#container.exec({
      Cmd: ["sh"],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const input: Duplex = await exec.start({ hijack: true, stdin: true });
    return new AgentShell({
      input,
      onOutput: (listener) => {
        const sink = { write: (chunk: Buffer) => listener(chunk.toString()) };
        this.#engine.docker.modem.demuxStream(
          input,
          sink as unknown as NodeJS.WritableStream,
          sink as unknown as NodeJS.WritableStream,
        );
      },
    });
  }

  /** Ends the shell and leaves the container to whoever removes the run. */
  async close(): Promise<void> {
    for (const opening of this.#shells.values()) {
      const shell = await opening.catch(() => null);
      await shell?.[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    const removal = this.#container.remove({ force: true, v: true });
    const removed = withDeadline("the engine to remove the agent", ENGINE_DEADLINE_MS, removal);
    await removed.catch((error: unknown) => {
      // Gone already: as it should be.
      if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
    });
  }
}
