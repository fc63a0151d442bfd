// A fault as a scenario names it: what to break, its name for people, and how long it holds. Plain data; injects nothing.
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { namesHint } from "../core/nearest-name.ts";

/** How a fault comes and goes while it holds. */
export interface Flap {
  readonly onMs: number;
  readonly offMs: number;
}

/** Immutable; its methods give another plan. */
export interface FaultPlan {
  /** For people: "kill leader". */
  readonly name: string;
  readonly fault: Fault;
  /** How long it holds; null leaves it to the schedule. */
  readonly forMs: number | null;
  /** Null where it holds all the time. */
  readonly flap: Flap | null;
  /** The same fault, held for a duration such as "5s". */
  for(duration: string): FaultPlan;
  /** The same fault, coming and going: a link that flaps, a process that crashes again and again. */
  flapping(times: { readonly on: string; readonly off: string }): FaultPlan;
}

interface Hold {
  readonly forMs: number | null;
  readonly flap: Flap | null;
}

/** Throws `usage` for targets that are none. */
export function faultPlan(
  name: string,
  fault: Fault,
  hold: Hold = { forMs: null, flap: null },
): FaultPlan {
  targetWords(fault.targets);
  return {
    name,
    fault,
    ...hold,
    for: (duration) =>
      faultPlan(name, fault, { ...hold, forMs: positiveMs(duration, `how long "${name}" holds`) }),
    flapping: ({ on, off }) => {
      const onMs = positiveMs(on, `the time on of "${name}"`);
      const offMs = positiveMs(off, `the time off of "${name}"`);
      return faultPlan(name, fault, { ...hold, flap: { onMs, offMs } });
    },
  };
}

/** `"5s"` as milliseconds; `what` names it in the `usage` error for anything that is no time at all. */
export function positiveMs(duration: string, what: string): number {
  const ms = toMs(parseDuration(duration));
  if (ms > 0) return ms;
  throw new HarnessError("usage", `${what} is "${duration}", which is no time at all`);
}

/** Targets that have a name; whom each hits is decided in targets.ts. */
const NAMED: readonly Extract<TargetSpec, string>[] = [
  "one",
  "minority",
  "minority-third",
  "majority",
  "all",
  "random",
  "leader",
  "not-leader",
];

/** Targets in words: "leader", "n1 n2". Throws `usage` for what is no target: types guard only those who compile. */
export function targetWords(targets: TargetSpec): string {
  const given: unknown = targets;
  if (typeof given === "string" && NAMED.some((name) => name === given)) return given;
  const { nodes, datacenter, rack } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(nodes) && nodes.length > 0) return nodes.join(" ");
  if (typeof datacenter === "string") return `datacenter ${datacenter}`;
  if (typeof rack === "string") return `rack ${rack}`;
  throw new HarnessError("usage", `${JSON.stringify(given ?? null)} is no target of a fault`, {
    hint: `${namesHint(String(given), NAMED)} Or name nodes, { nodes: ["n1"] }, or a place, { datacenter: "east" } or { rack: "east/r1" }.`,
  });
}
