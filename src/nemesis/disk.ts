// Faults of disks as a scenario names them: plain data, checked when the scenario is read. What becomes of the disk is
// in core/damage.ts; how it comes about is the back end's affair.
import { HarnessError } from "../core/errors.ts";
import type { TargetSpec } from "../core/fault.ts";
import type { Json } from "../core/json.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";

export interface PowerLossOptions {
  /** Of the writes that were not synced any part may have arrived, by the seed; default false: none but what had been. */
  readonly torn?: boolean;
}

export interface SlowOptions {
  /** For reads and writes each: "100kB/s", "2MB/s". */
  readonly rate: string;
}

export interface BitFlipOptions {
  /** A glob below the data directory; default: all files. */
  readonly files?: string;
  /** How many bits on each node; default 1. */
  readonly bits?: number;
}

export interface TruncateOptions {
  /** A glob below the data directory; default: all files. One of those that match is drawn on each node. */
  readonly files?: string;
  /** How much is cut off the end. */
  readonly bytes: number;
}

/** Damages the disks that nodes have their data directories on: `disk.powerLoss("leader").for("3s")`. */
export const disk = {
  /** What was not synced is gone; the node is down until healed. */
  powerLoss: (targets: TargetSpec, { torn = false }: PowerLossOptions = {}): FaultPlan =>
    plan(torn ? "torn power loss" : "power loss", "disk-power-loss", targets, { torn }),
  /** Writes and syncs hang until healed. */
  stuck: (targets: TargetSpec): FaultPlan => plan("stuck disk", "disk-stuck", targets),
  /** Everything fails with EIO until healed, which restarts the node. */
  dead: (targets: TargetSpec): FaultPlan => plan("dead disk", "disk-dead", targets),
  /** Whatever needs room fails with ENOSPC until healed. */
  full: (targets: TargetSpec): FaultPlan => plan("full disk", "disk-full", targets),
  /** Reads and writes are throttled. */
  slow: (targets: TargetSpec, { rate }: SlowOptions): FaultPlan =>
    plan(`slow disk ${rate}`, "disk-slow", targets, { bytesPerSecond: bytesPerSecond(rate) }),
  /** Bits change in files while the node is down, which it is until healed. */
  bitFlip: (targets: TargetSpec, { files = ALL, bits = 1 }: BitFlipOptions = {}): FaultPlan =>
    plan("bit flip", "disk-bit-flip", targets, { files, bits: atLeastOne(bits, "bits") }),
  /** A file loses its end while the node is down, which it is until healed. */
  truncate: (targets: TargetSpec, { files = ALL, bytes }: TruncateOptions): FaultPlan =>
    plan("truncation", "disk-truncate", targets, { files, bytes: atLeastOne(bytes, "bytes") }),
  /** The data is as it was when the load began; the node is down until healed. */
  rollback: (targets: TargetSpec): FaultPlan => plan("rollback", "disk-rollback", targets),
  /** The data is gone; the node is down until healed. */
  lost: (targets: TargetSpec): FaultPlan => plan("lost disk", "disk-lost", targets),
} as const;

const ALL = "**/*";

const plan = (
  words: string,
  kind: string,
  targets: TargetSpec,
  parameters: Readonly<Record<string, Json>> = {},
): FaultPlan => faultPlan(`${words} ${targetWords(targets)}`, { kind, targets, parameters });

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

function bytesPerSecond(rate: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?(B|kB|MB|GB)\/s$/.exec(rate) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit] ?? NaN));
  if (bytes > 0) return bytes;
  throw new HarnessError("usage", `"${rate}" is no rate of a slow disk`, {
    hint: 'Write "100kB/s" or "2MB/s".',
  });
}

function atLeastOne(value: number, what: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new HarnessError("usage", `a disk cannot lose ${String(value)} ${what}: give 1 or more`);
}
