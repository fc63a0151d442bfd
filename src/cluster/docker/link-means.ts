// By what means links are made worse on a host: the kernel's netem, or a program behind a netfilter queue. Each means is
// text in, text out; when it is put in place, and where, is decided in shaper.ts.
import type { LinkQuality } from "../../core/damage.ts";
import type { Effect, LinkTally } from "../../core/link-tally.ts";
import type { Link } from "../api.ts";
import type { Addresses, LinkSide, Peer } from "./link-side.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** How bad what comes from, or goes to, a peer is. */
export interface WorsePeer {
  readonly peer: Peer;
  readonly quality: LinkQuality;
}

/** All that one life of a node has of a means at a time. */
export interface Installation {
  /** Never used twice on a network. */
  readonly number: number;
  readonly process: NodeProcess;
  readonly peers: readonly WorsePeer[];
}

/** Counts of the peer at a position of an installation. */
export interface PeerTally {
  readonly number: number;
  readonly position: number;
  readonly tally: LinkTally;
}

/** Scripts are for the network namespace of the installation's process. */
export interface LinkMeans {
  /** For people, too: "netem". */
  readonly name: string;
  /** Whether a node can have but one installation at a time. */
  readonly exclusive: boolean;
  /** What it counts of what it does. */
  readonly counts: readonly Effect[];
  /** Where a link is got hold of; null where this means cannot. */
  sideOf(link: Link, addresses: Addresses): LinkSide | null;
  install(installation: Installation): string;
  /** Prints counts a last time; does nothing where it is not there. */
  remove(installation: Installation): string;
  /** Prints counts. */
  read(installation: Installation): string;
  /** Finds the counts in what was printed, whatever else is there. */
  parse(output: string): readonly PeerTally[];
  /** Succeeds where the installation is gone. */
  isGone(installation: Installation): string;
  /** Removal for a person to type. */
  byHand(installation: Installation): string;
  /** Succeeds in a network namespace of the agent's own where this host has the means. */
  readonly attempt: string;
}
