// What the faults that take resources away have in common: the back end's hand on resources. Knows no kind of strain.
import { HarnessError } from "../core/errors.ts";
import type { Strain } from "../core/damage.ts";
import type { ActiveFault } from "../core/fault.ts";
import type { FaultEnvironment } from "./nemesis.ts";

/** Strains the targets until healed. Throws `unsupported` where the back end cannot. */
export function strainNodes(
  { cluster, targets }: FaultEnvironment,
  strain: Strain,
  name: string,
): Promise<ActiveFault> {
  const { resources, backend } = cluster;
  if (resources !== null) {
    return resources.strain(
      targets.map((node) => node.id),
      strain,
      name,
    );
  }
  throw new HarnessError("unsupported", `the back end ${backend} has no hand on resources`, {
    hint: "Use --backend docker.",
  });
}

/** A whole number of workers. Throws `usage` for none or for more than any host has use for. */
export function workersOf(workers: number, name: string): number {
  if (Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS) return workers;
  throw new HarnessError("usage", `${name} has ${String(workers)} workers`, {
    hint: `Give it a whole number from 1 to ${String(MAX_WORKERS)}.`,
  });
}

const MAX_WORKERS = 64;

/** "2 workers" */
export const workersInWords = (workers: unknown): string =>
  workers === 1 ? "1 worker" : `${String(Number(workers))} workers`;
