// The leader workload: clients look at what their nodes take for true, write, and now and then make a node try to lead.
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { Request } from "../core/op.ts";
import type { CheckerSpec } from "../core/plan.ts";
import type { LeaderSpec } from "../core/specs/leader.ts";
import { eachThread } from "../generator/each-thread.ts";
import { fromFunction, unfold } from "../generator/emit.ts";
import type { Generator } from "../generator/generator.ts";
import { limit } from "../generator/limit.ts";
import type { Workload } from "./workload.ts";

/** How often each operation is asked for, relative to the others; 0 or left out: never. */
export interface LeaderWeights {
  readonly observe?: number;
  readonly write?: number;
  readonly campaign?: number;
}

export interface LeaderWorkloadOptions {
  /** Four views to a write when left out; without `campaign`, which not every system has. */
  readonly mix?: LeaderWeights;
  /** After a heal, while no fault holds, a node leads within this; left out, the time is only told. */
  readonly expectLeaderMs?: number;
  /** From a heal to the next fault leaders change so often at most; left out, changes are only counted. */
  readonly maxLeaderChanges?: number;
}

/** Views at the end by each worker, so that every node says once more what it holds. */
const FINAL_VIEWS = 3;

/** `leader({ mix: { observe: 8, write: 2, campaign: 0.2 } })`. Workers spread over the nodes: have as many at least. */
export function leader(options: LeaderWorkloadOptions = {}): Workload<"leader", LeaderSpec> {
  const { mix = { observe: 4, write: 1 }, ...expected } = options;
  const weights = [mix.observe ?? 0, mix.write ?? 0, mix.campaign ?? 0];
  if (weights.some((weight) => weight < 0) || weights[0] === 0)
    throw new HarnessError("usage", `leader: the mix ${JSON.stringify(mix)} observes nothing`, {
      hint: "Give observe a weight above 0, and none a weight below.",
    });
  const judged: Readonly<Record<string, Json>> = { ...expected };
  const checkers: readonly CheckerSpec[] = [
    { checker: "leader" },
    { checker: "leader-liveness", options: judged },
  ];
  return {
    name: "leader",
    options: { mix: { ...mix }, ...judged },
    operations: (["observe", "write", "campaign"] as const).filter((f) => (mix[f] ?? 0) > 0),
    generator: () => leaderLoad(mix),
    final: () =>
      eachThread(
        limit(
          FINAL_VIEWS,
          fromFunction(() => OBSERVE),
        ),
      ),
    checkers,
  };
}

const OBSERVE: Request<LeaderSpec> = { f: "observe", value: null };

/** Values written are 1, 2, 3, … */
const leaderLoad = ({ observe = 0, write = 0, campaign = 0 }: LeaderWeights) =>
  unfold(1, (next, { random }): readonly [Request<LeaderSpec>, number] => {
    const at = random.fork("f").float() * (observe + write + campaign);
    if (at < observe) return [OBSERVE, next];
    if (at < observe + write) return [{ f: "write", value: next }, next + 1];
    return [{ f: "campaign", value: null }, next];
  }) satisfies Generator;
