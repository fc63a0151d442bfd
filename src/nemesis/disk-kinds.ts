// The kinds of faults of disks, and what each asks of the back end. The constructors are in disk.ts.
import type { Capability } from "../cluster/api.ts";
import { assert } from "../core/assert.ts";
import type { DiskDamage } from "../core/damage.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import type { FaultKind } from "./nemesis.ts";
import { replacingRefusers } from "./refused-data.ts";

type Parameters = Fault["parameters"];

interface DiskKind {
  readonly kind: string;
  /** What no system promises to survive on that node: it may refuse to start again, and is then replaced. */
  readonly corrupting?: true;
  readonly damage: (parameters: Parameters) => DiskDamage;
  readonly describe?: (parameters: Parameters) => readonly string[];
}

const KINDS: readonly DiskKind[] = [
  {
    kind: "disk-power-loss",
    damage: ({ torn }) => ({ how: "power-loss", torn: torn === true }),
    describe: ({ torn }) => [
      torn === true ? "of what was not synced any part stays" : "what was not synced is gone",
    ],
  },
  { kind: "disk-stuck", damage: () => ({ how: "stuck" }) },
  { kind: "disk-dead", damage: () => ({ how: "dead" }) },
  { kind: "disk-full", damage: () => ({ how: "full" }) },
  {
    kind: "disk-slow",
    damage: (given) => ({ how: "slow", bytesPerSecond: numberOf(given, "bytesPerSecond") }),
    describe: (given) => [`${String(numberOf(given, "bytesPerSecond"))} bytes a second`],
  },
  {
    kind: "disk-bit-flip",
    corrupting: true,
    damage: (given) => ({ how: "bit-flip", files: filesOf(given), bits: numberOf(given, "bits") }),
    describe: (given) => [`${String(numberOf(given, "bits"))} bits in ${filesOf(given)}`],
  },
  {
    kind: "disk-truncate",
    corrupting: true,
    damage: (given) => ({
      how: "truncate",
      files: filesOf(given),
      bytes: numberOf(given, "bytes"),
    }),
    describe: (given) => [
      `${String(numberOf(given, "bytes"))} bytes off the end of ${filesOf(given)}`,
    ],
  },
  { kind: "disk-rollback", corrupting: true, damage: () => ({ how: "rollback" }) },
  { kind: "disk-lost", corrupting: true, damage: () => ({ how: "volume-lost" }) },
];

const requiredBy = (kind: string): Capability => (kind === "disk-slow" ? "disk-throttle" : "disk");

/** Injectors of all kinds. They never share a node with a kill or a pause: most take the node down. */
export const diskKinds: readonly FaultKind[] = KINDS.map(
  ({ kind, damage, describe, corrupting }) => ({
    kind,
    requires: requiredBy(kind),
    exclusive: true,
    fatal: true,
    ...(describe === undefined ? {} : { describe }),
    needs: ["dataDir"],
    async inject(fault, environment) {
      const { cluster, targets, random } = environment;
      if (cluster.disks === null) {
        throw new HarnessError("unsupported", "the nodes have no disks of their own", {
          hint: "Faults of disks need containers with a data directory: container.dataDir.",
        });
      }
      const nodes = targets.map((node) => node.id);
      const how = damage(fault.parameters);
      const active = await cluster.disks.damage(nodes, how, kind, random.int(0, MAX_SEED));
      return corrupting === true ? replacingRefusers(active, environment) : active;
    },
  }),
);

const MAX_SEED = 2 ** 31 - 1;

function numberOf(parameters: Parameters, name: string): number {
  const value = parameters[name];
  assert(typeof value === "number", `the fault of a disk has the number ${name}`);
  return value;
}

function filesOf({ files }: Parameters): string {
  assert(typeof files === "string", "the fault of a disk says which files");
  return files;
}
