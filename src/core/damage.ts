// What faults do, as plain data that nemesis and back ends share: links, clocks, disks, resources, names.
// Says what becomes of the thing; by what means is the back end's affair.

/** What becomes of the packets of a blocked link. */
export type Block =
  | { readonly how: "drop" }
  /** TCP is answered with a reset; all else is dropped. */
  | { readonly how: "reset" }
  /** Connections open, and what is then sent over them is lost. */
  | { readonly how: "half-open" }
  /** IP packets larger than this vanish, and nobody tells the sender. */
  | { readonly how: "mtu"; readonly bytes: number };

/** How bad a link is; what is left out is as it was. Probabilities in [0, 1], per packet. */
export interface LinkQuality {
  readonly delayMs?: number;
  /** The spread around `delayMs`: half the width for uniform, the standard deviation for normal and pareto. */
  readonly jitterMs?: number;
  /** Default: uniform. */
  readonly distribution?: "uniform" | "normal" | "pareto";
  readonly loss?: number;
  /** How many packets are lost in a row, on average; default 1: losses know nothing of each other. */
  readonly lossBurst?: number;
  readonly duplicate?: number;
  /** A reordered packet overtakes those before it: it goes out at once, the others wait `delayMs`. */
  readonly reorder?: number;
  /** One random bit of the payload is flipped. */
  readonly corrupt?: number;
  readonly rateKbit?: number;
}

/** What a node's wall clock shows: true time plus an offset. Its monotonic clock stays true. */
export interface ClockSkew {
  /** At once. */
  readonly offsetMs: number;
  /** How fast the offset grows: microseconds per second, negative for a slow clock. */
  readonly driftPpm?: number;
  /** The offset comes and goes: `offsetMs` for half a period, none for the other half. */
  readonly strobePeriodMs?: number;
}

/** What happens to a node's disk: the file system of its data directory. */
export type DiskDamage =
  /** What was not synced is gone. `torn`: of the unsynced writes, any part may have arrived. */
  | { readonly how: "power-loss"; readonly torn: boolean }
  /** Writes and syncs hang. */
  | { readonly how: "stuck" }
  /** Every write fails with EIO. */
  | { readonly how: "dead" }
  /** Every write that needs room fails with ENOSPC. */
  | { readonly how: "full" }
  | { readonly how: "slow"; readonly bytesPerSecond: number }
  /** Bits flipped in files; `files` is a glob below the data directory. */
  | { readonly how: "bit-flip"; readonly files: string; readonly bits: number }
  /** Bytes cut off the end of files. */
  | { readonly how: "truncate"; readonly files: string; readonly bytes: number }
  /** All of it as it was when the load began. */
  | { readonly how: "rollback" }
  /** An empty file system. */
  | { readonly how: "volume-lost" };

/** What a node has too little of. */
export type Strain =
  /** Cores' worth of time: 0.1 is a tenth of one. */
  | { readonly what: "cpu"; readonly cpus: number }
  /** Its memory is filled up until the kernel kills its largest process. */
  | { readonly what: "memory" }
  /** Busy loops beside the node's own threads. */
  | { readonly what: "cpu-stress"; readonly workers: number }
  /** Synced writes beside the node's own, to its data directory. */
  | { readonly what: "io-stress"; readonly workers: number }
  /** No file, no connection can be opened. */
  | { readonly what: "file-descriptors" };

/** What nodes are told when they look a name up. */
export type NameFault =
  /** The address of another node. */
  | { readonly how: "wrong-address" }
  /** NXDOMAIN. */
  | { readonly how: "unknown" }
  | { readonly how: "slow"; readonly delayMs: number }
  /** What was true when the fault began, also of nodes that are gone. */
  | { readonly how: "stale" };
