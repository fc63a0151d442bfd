// The embedded back end: nodes are local processes, the harness is their network. Needs no root and no engine.
import { platform } from "node:os";
import { HarnessError } from "../../core/errors.ts";
import {
  type Backend,
  type Capability,
  type Cluster,
  type ClusterSpec,
  type StartOptions,
  type Support,
  supportOfAll,
} from "../api.ts";
import { cleanUp } from "./clean.ts";
import { ProcessCluster } from "./cluster.ts";
import { ownIdentity, stateOf } from "./host-process.ts";
import { createWorkspace, workspaceOf } from "./workspace.ts";

export const processBackend: Backend = {
  name: "process",
  probe: () => Promise.resolve(probe()),
  start,
  clean: (run, journal) => cleanUp(run, journal),
};

const supported = (by: string): Support => ({ supported: true, by });

function probe(): Readonly<Record<Capability, Support>> {
  if (platform() === "win32") {
    const unsupported: Support = {
      supported: false,
      why: "Windows has no process groups and stop signals",
      hint: "Run Faultline in WSL.",
    };
    return supportOfAll(() => unsupported);
  }
  const pause: Support =
    stateOf(ownIdentity().pid) === null
      ? {
          supported: false,
          why: "the state of processes cannot be read here, so a pause could not be proved",
          hint: "Mount /proc, or install ps (Debian package procps).",
        }
      : supported("SIGSTOP to all of its processes");
  const own: Readonly<Partial<Record<Capability, Support>>> = {
    kill: supported("SIGKILL to all of its processes"),
    terminate: supported("SIGTERM"),
    pause,
    partition: supported("the harness, which passes all messages"),
    "link-quality": supported("the harness, which passes all messages"),
    "link-block": {
      supported: false,
      why: "nodes exchange messages: there are no connections to reset and no packets to be too large",
      hint: "Use --backend docker.",
    },
    rebuild: {
      supported: false,
      why: "a process has no image and no volume of which it could be made anew",
      hint: "Use --backend docker.",
    },
  };
  return supportOfAll((capability) => own[capability] ?? NEEDS_CONTAINERS);
}

const NEEDS_CONTAINERS: Support = {
  supported: false,
  why: "nodes of the process back end share the host's kernel objects with everything else",
  hint: "Use --backend docker.",
};

async function start(spec: ClusterSpec, options: StartOptions): Promise<Cluster> {
  if (spec.process === null) {
    throw new HarnessError("unsupported", `system ${spec.system} does not run as processes`, {
      hint: "Run it with --backend docker, or give it a process spec.",
    });
  }
  const support = probe();
  await options.admit?.((capability) => Promise.resolve(support[capability]));
  const workspace = workspaceOf(spec.run);
  options.journal({ kind: "directory", path: workspace.path });
  createWorkspace(workspace);
  const cluster = new ProcessCluster(spec, spec.process, workspace, options.journal);
  try {
    await cluster.boot(options.signal);
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}
