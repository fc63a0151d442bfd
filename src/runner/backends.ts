// The back ends by name, loaded when asked for: the Docker libraries take most of a second.
import type { Backend } from "../cluster/api.ts";
import type { BackendName } from "../core/plan.ts";

export const BACKENDS: readonly BackendName[] = ["process", "docker"];

export async function backendNamed(name: BackendName): Promise<Backend> {
  switch (name) {
    case "process":
      return (await import("../cluster/process/backend.ts")).processBackend;
    case "docker":
      return (await import("../cluster/docker/backend.ts")).dockerBackend;
  }
}
