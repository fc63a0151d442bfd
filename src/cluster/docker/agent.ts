// The agent: one container per run that reaches every node's namespaces, so that nodes need no tools and no rights.
// It sees the host's processes (`--pid host`) and enters a node's network by the pid of its first process.
import type Dockerode from "dockerode";
import type { Duplex } from "node:stream";
import { HarnessError } from "../../core/errors.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { AgentShell, type CommandResult } from "./agent-shell.ts";
import type { Engine } from "./engine.ts";
import { AGENT_IMAGE } from "./images.ts";
import type { Labels } from "./labels.ts";

/** A command's time to answer, unless told otherwise. */
const COMMAND_DEADLINE_MS = 10_000;
/** `--privileged` fails on hosts that lack a capability: these are what faults need. */
const CAPABILITIES = ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "MKNOD"];

export class Agent implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #container: Dockerode.Container;
  #shell: Promise<AgentShell> | null = null;

  private constructor(engine: Engine, container: Dockerode.Container) {
    this.#engine = engine;
    this.#container = container;
  }

  /** Starts an agent called `name`; its image must be there. */
  static async start(engine: Engine, name: string, labels: Labels): Promise<Agent> {
    const container = await engine.docker.createContainer({
      name,
      Image: AGENT_IMAGE.ref,
      Labels: { ...labels },
      HostConfig: {
        PidMode: "host",
        NetworkMode: "none",
        CapAdd: CAPABILITIES,
        ...(engine.apparmor ? { SecurityOpt: ["apparmor=unconfined"] } : {}),
      },
    });
    const agent = new Agent(engine, container);
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

  /** Runs a script in the one shell. Throws `engine` where the agent does not answer. */
  async run(script: string, deadlineMs = COMMAND_DEADLINE_MS): Promise<CommandResult> {
    const known = await this.#shell?.catch(() => null);
    if (known?.usable !== true) {
      this.#shell = withDeadline("a shell in the agent", ENGINE_DEADLINE_MS, this.#open());
    }
    const shell = await (this.#shell as Promise<AgentShell>);
    return shell.run(script, deadlineMs);
  }

  /** Like `run`; throws `engine` with the output when the script fails. */
  async must(script: string): Promise<string> {
    const { status, output } = await this.run(script);
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
    const shell = await this.#shell?.catch(() => null);
    await shell?.[Symbol.asyncDispose]();
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
