// Whether containers can be the nodes of a run: as many as asked for, alive, on one network, and nobody else's. Changes
// nothing; every refusal says which container and what to do.
import { adoptionWords, type Adoption } from "../../api.ts";
import { HarnessError } from "../../../core/errors.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";
import { isAlive } from "../harness-process.ts";
import { harnessOf, LABEL } from "../labels.ts";
import { type Inspected, nameOf } from "./find.ts";

/** Throws `usage` for containers that no run could adopt. */
export function requireAdoptable(
  adopt: Adoption,
  found: readonly Inspected[],
  nodes: number,
): void {
  if (found.length !== nodes) {
    const names = found.length === 0 ? "" : `: ${found.map(nameOf).join(", ")}`;
    throw new HarnessError(
      "usage",
      `the scenario has ${String(nodes)} nodes, but ${String(found.length)} containers were found${names} (${adoptionWords(adopt)})`,
      { hint: `Give the scenario as many nodes as there are containers, or adopt others.` },
    );
  }
  const ids = new Set(found.map(({ Id }) => Id));
  if (ids.size < found.length) throw refused(found[0], "is named twice", "Name each one once.");
  for (const container of found) requireSound(container);
}

function requireSound(container: Inspected): void {
  const { State, HostConfig } = container;
  const name = nameOf(container);
  if (State.Paused) throw refused(container, "is paused", `docker unpause ${name}`);
  if (!State.Running) throw refused(container, `is ${State.Status}`, `docker start ${name}`);
  if (HostConfig.AutoRemove === true) {
    const hint = "Start it without --rm.";
    throw refused(container, "was started with --rm: the first kill would remove it", hint);
  }
}

/**
 * The network that all have an address on, the first by name. Throws `usage` where there is none: who shares the network
 * of the host or of another container has no address, and rules for it would hit others.
 */
export function commonNetwork(found: readonly Inspected[]): string {
  const addressed = found.map(({ NetworkSettings: { Networks } }) =>
    Object.keys(Networks).filter((name) => (Networks[name]?.IPAddress ?? "") !== ""),
  );
  const common = (addressed[0] ?? []).filter((name) =>
    addressed.every((all) => all.includes(name)),
  );
  const [network] = common.sort();
  if (network !== undefined) return network;
  const seen = found.map((each, i) => `${nameOf(each)}: ${addressed[i]?.join(" ") || "none"}`);
  throw new HarnessError(
    "usage",
    `the containers share no network on which each has an address (${seen.join("; ")})`,
    { hint: "Put them on one bridge network: docker network connect NETWORK CONTAINER." },
  );
}

/** Throws `usage` where a run that goes on made one of the containers, or has adopted it. */
export async function requireFree(
  engine: Engine,
  run: string,
  found: readonly Inspected[],
): Promise<void> {
  const agents = await withDeadline(
    "the engine to list what others adopted",
    ENGINE_DEADLINE_MS,
    engine.docker.listContainers({ all: true, filters: { label: [LABEL.adopted] } }),
  );
  const others = agents.filter(({ Labels }) => Labels[LABEL.run] !== run);
  for (const container of found) {
    const own = container.Config.Labels;
    if (own[LABEL.run] !== undefined) {
      throw refused(
        container,
        `belongs to run ${own[LABEL.run] ?? ""}`,
        "Adopt only what no run made.",
      );
    }
    const holder = others.find(
      ({ Labels }) =>
        (Labels[LABEL.adopted] ?? "").split(" ").includes(container.Id) &&
        isAlive(harnessOf(Labels)),
    );
    if (holder === undefined) continue;
    const why = `is adopted by run ${holder.Labels[LABEL.run] ?? ""}, which goes on`;
    throw refused(container, why, "Wait for that run to end.");
  }
}

const refused = (container: Inspected | undefined, why: string, hint: string): HarnessError =>
  new HarnessError(
    "usage",
    `container ${container === undefined ? "?" : nameOf(container)} ${why}`,
    {
      hint,
    },
  );
