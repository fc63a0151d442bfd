// Leases of leadership: while one certainly runs, no other node holds one. Certain is what is left when clocks may be wrong.
import { certainNs, type ClockBounds } from "../keyed/clock-bounds.ts";
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import { Furthest, type Hold } from "../keyed/furthest.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import type { Judge, Sight } from "./sight.ts";

/** `end` in nanoseconds. */
interface Lease extends Hold {
  readonly owner: string;
  readonly term: number;
  readonly event: number;
}

export class Leases implements Judge {
  readonly #object: ObjectHistory;
  readonly #found: Findings;
  readonly #bounds: ClockBounds;
  readonly #furthest = new Furthest<Lease>();

  constructor(object: ObjectHistory, found: Findings, bounds: ClockBounds) {
    this.#object = object;
    this.#found = found;
    this.#bounds = bounds;
  }

  see({ call, ret, view: { node, term, leaseMs = 0 } }: Sight): void {
    if (leaseMs <= 0) return;
    const now = this.#object.time(ret);
    const end = this.#object.time(call) + certainNs(leaseMs, this.#bounds);
    if (end <= now) return;
    const lease: Lease = { owner: node, term, event: ret, end };
    const other = this.#furthest.besides(node);
    if (other !== null && other.end > now) this.#noteOverlap(lease, other);
    this.#furthest.add(lease);
  }

  accept(): void {
    // A write shows no lease.
  }

  finish(): void {
    // Every overlap was noted as it came.
  }

  #noteOverlap(lease: Lease, other: Lease): void {
    const words = ({ owner, term, event, end }: Lease) =>
      `${owner} in term ${String(term)} until ${(end / 1e9).toFixed(2)} s at least (${eventAt(this.#object, event)})`;
    this.#found.anomaly("leases-overlap", () => ({
      says: `two nodes held the lease of leadership at once: ${words(other)} and ${words(lease)}`,
      ops: [this.#object.otherHalf(other.event), this.#object.otherHalf(lease.event)],
    }));
  }
}
