// Tells the run directory what a system puts into its nodes' environment, so that secrets among it reach no file.
// Knows neither back end nor what a secret looks like.
import type { AdoptedContainers, ContainerSpec, NodePlan, ProcessSpec } from "../cluster/api.ts";
import type { System } from "../systems/system.ts";

interface Hiding {
  hideSecretsOf(environment: Readonly<Record<string, string>>): void;
}

/** The system's specs, with environments that are told before a node gets them. */
export function hidingSecrets(
  { container, process }: Pick<System, "container" | "process">,
  directory: Hiding,
): {
  readonly container: ContainerSpec | AdoptedContainers | null;
  readonly process: ProcessSpec | null;
} {
  const told = (environment: Readonly<Record<string, string>> = {}) => {
    directory.hideSecretsOf(environment);
    return environment;
  };
  return {
    container:
      container === undefined
        ? null
        : "adopt" in container
          ? container
          : {
              ...container,
              env: (node: NodePlan, all: readonly NodePlan[]) => told(container.env?.(node, all)),
            },
    process:
      process === undefined
        ? null
        : { ...process, env: (node: NodePlan) => told(process.env?.(node)) },
  };
}
