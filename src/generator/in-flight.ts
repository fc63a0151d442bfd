// Which workers carry an operation of one generator's own. Updates are also about the operations of others, and what was
// asked for may be dropped on its way out, by a filter, say.
import type { WorkerId } from "../core/ids.ts";

/** Per worker, whether its invocation was told yet: the event after that is the completion. */
export type InFlight = ReadonlyMap<WorkerId, "asked" | "begun">;

export const NOTHING_IN_FLIGHT: InFlight = new Map();

export const withAsked = (flights: InFlight, worker: WorkerId): InFlight =>
  new Map([...flights, [worker, "asked"]]);

/** Without those whose worker is idle: their operation never began. */
export function withoutDropped(flights: InFlight, free: readonly WorkerId[]): InFlight {
  if (!free.some((worker) => flights.has(worker))) return flights;
  const idle = new Set(free);
  return new Map([...flights].filter(([worker]) => !idle.has(worker)));
}

/** After an event of `worker`; `ended` where it completes an operation of ours. */
export function afterEventOf(
  flights: InFlight,
  worker: WorkerId,
): { readonly flights: InFlight; readonly ended: boolean } {
  const state = flights.get(worker);
  if (state === undefined) return { flights, ended: false };
  const others = [...flights].filter(([other]) => other !== worker);
  return state === "asked"
    ? { flights: new Map([...others, [worker, "begun"]]), ended: false }
    : { flights: new Map(others), ended: true };
}
