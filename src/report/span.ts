// How long the record of a run is: the time axis that everything in its report shares.
import { type Nanos, nanos } from "../core/ids.ts";
import type { StoredRun } from "../store/stored-run.ts";

/** An axis needs some length even when nothing was recorded. */
const SHORTEST_NS = 1e9;

/** The latest instant of operations and faults, and of logs where nothing else was recorded. */
export function spanOf(run: StoredRun): Nanos {
  let latest = run.manifest.load?.end ?? 0;
  for (const time of run.history.columns.time) latest = Math.max(latest, time);
  for (const fault of run.history.faults) latest = Math.max(latest, fault.end ?? fault.start);
  if (latest === 0) for (const line of run.logs) latest = Math.max(latest, line.time);
  return nanos(Math.max(SHORTEST_NS, latest));
}
