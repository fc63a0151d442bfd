// The embedded back end: nodes are local processes, the harness is their network. Needs no root and no engine.
import { platform } from "node:os";
import { HarnessError } from "../../core/errors.ts";
import type { Backend, Capability, Cluster, ClusterSpec, StartOptions, Support } from "../api.ts";
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

const SUPPORTED: Support = { supported: true };

function probe(): Readonly<Record<Capability, Support>> {
  if (platform() === "win32") {
    const unsupported: Support = {
      supported: false,
      why: "Windows has no process groups and stop signals",
      hint: "Run Faultline in WSL.",
    };
    return {
      kill: unsupported,
      terminate: unsupported,
      pause: unsupported,
      partition: unsupported,
    };
  }
  const pause: Support =
    stateOf(ownIdentity().pid) === null
      ? {
          supported: false,
          why: "the state of processes cannot be read here, so a pause could not be proved",
          hint: "Mount /proc, or install ps (Debian package procps).",
        }
      : SUPPORTED;
  return { kill: SUPPORTED, terminate: SUPPORTED, pause, partition: SUPPORTED };
}

async function start(spec: ClusterSpec, options: StartOptions): Promise<Cluster> {
  if (spec.process === null) {
    throw new HarnessError("unsupported", `system ${spec.system} does not run as processes`, {
      hint: "Run it with --backend docker, or give it a process spec.",
    });
  }
  options.admit?.(probe());
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
