// The list of checkers by name: makes the checker that a spec (in a plan, a manifest, a flag) asks for.
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { CheckerSpec } from "../core/plan.ts";
import { assumptions } from "./assumptions.ts";
import { availability } from "./availability.ts";
import { bank } from "./bank.ts";
import { causal } from "./causal.ts";
import { causalReverse } from "./causal-reverse.ts";
import type { Checker } from "./checker.ts";
import { counter, pnCounter } from "./counter.ts";
import { leader } from "./leader/leader.ts";
import { leaderLiveness } from "./leader/liveness.ts";
import { linearizable } from "./linearizable/linearizable.ts";
import { lock } from "./lock/lock.ts";
import { logPattern } from "./log-pattern.ts";
import { namesHint } from "../core/nearest-name.ts";
import { dirtyReads } from "./dirty-reads.ts";
import { logOrder } from "./log-order/log-order.ts";
import { longFork } from "./long-fork.ts";
import { monotonic } from "./monotonic.ts";
import { queue } from "./queue.ts";
import { recovery } from "./recovery.ts";
import {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  writesFollowReads,
} from "./session-guarantees.ts";
import { set } from "./set.ts";
import { setFull } from "./set-full.ts";
import { stats } from "./stats.ts";
import { totalQueue } from "./total-queue.ts";
import { transactional } from "./transactional/transactional.ts";
import { uniqueIds } from "./unique-ids.ts";
import { watchOrder } from "./watch-order/watch-order.ts";

export { modelNames } from "./models/models.ts";

type Options = Readonly<Record<string, Json>>;

const CHECKERS: Readonly<Record<string, (options: Options, model: string | undefined) => Checker>> =
  {
    assumptions: (options) => assumptions(options),
    availability: (options) => availability(options),
    bank: (options) => bank(options),
    causal: (options) => causal(options),
    "causal-reverse": (options) => causalReverse(options),
    counter: (options) => counter(options),
    "dirty-reads": (options) => dirtyReads(options),
    leader: (options) => leader(options),
    "leader-liveness": (options) => leaderLiveness(options),
    linearizable: (options, model) => {
      if (model === undefined)
        throw new HarnessError("usage", "the checker linearizable needs a model", {
          hint: "For instance --model cas-register; `faultline list models` shows them.",
        });
      return linearizable({ ...options, model });
    },
    lock: (options) => lock(options),
    "log-order": (options) => logOrder(options),
    "list-append": (options) => transactional("list", options),
    "log-pattern": (options) => logPattern(options),
    "long-fork": (options) => longFork(options),
    monotonic: (options) => monotonic(options),
    "monotonic-reads": (options) => monotonicReads(options),
    "monotonic-writes": (options) => monotonicWrites(options),
    "pn-counter": (options) => pnCounter(options),
    queue: (options) => queue(options),
    "read-your-writes": (options) => readYourWrites(options),
    recovery: (options) => recovery(options),
    "rw-register": (options) => transactional("register", options),
    set: (options) => set(options),
    "set-full": (options) => setFull(options),
    stats: (options) => stats(options),
    "total-queue": (options) => totalQueue(options),
    "unique-ids": (options) => uniqueIds(options),
    "watch-order": (options) => watchOrder(options),
    "writes-follow-reads": (options) => writesFollowReads(options),
  };

export const checkerNames = (): readonly string[] => Object.keys(CHECKERS);

/** Throws `usage` for a checker or model that does not exist. */
export function checkerOf(spec: CheckerSpec): Checker {
  const make = CHECKERS[spec.checker];
  if (make === undefined)
    throw new HarnessError("usage", `there is no checker "${spec.checker}"`, {
      hint: namesHint(spec.checker, checkerNames()),
    });
  return make(spec.options ?? {}, spec.model);
}
