// What a system puts into its nodes' environment is told before a node gets it.
import { expect, it } from "vitest";
import type { NodePlan } from "../../src/cluster/api.ts";
import { nodeId } from "../../src/core/ids.ts";
import { hidingSecrets } from "../../src/runner/hiding-secrets.ts";

const node: NodePlan = { id: nodeId("n1"), index: 0, host: "10.0.0.1", joining: false };

it("tells the environments of containers and of processes, and gives them on unchanged", () => {
  const told: unknown[] = [];
  const { container, process } = hidingSecrets(
    {
      container: {
        image: "db:1",
        ports: { sql: 5432 },
        env: ({ id }) => ({ PASSWORD: `${id}-c` }),
      },
      process: { command: () => ["db"], env: ({ id }) => ({ PASSWORD: `${id}-p` }) },
    },
    { hideSecretsOf: (environment) => told.push(environment) },
  );
  expect(container?.env?.(node, [node])).toEqual({ PASSWORD: "n1-c" });
  expect(process?.env?.(node)).toEqual({ PASSWORD: "n1-p" });
  expect(told).toEqual([{ PASSWORD: "n1-c" }, { PASSWORD: "n1-p" }]);
  expect(container).toMatchObject({ image: "db:1", ports: { sql: 5432 } });
});

it("adds no back end that the system does not run on", () => {
  const nothing = { hideSecretsOf: () => undefined };
  const { container, process } = hidingSecrets({ process: { command: () => ["db"] } }, nothing);
  expect(container).toBeNull();
  expect(process?.env?.(node)).toEqual({});
});
