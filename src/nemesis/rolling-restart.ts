// The fault "rolling-restart": nodes are stopped and started again one after the other, with their data, while the rest
// serve. It is over when all are round. Knows no system.
import type { Node } from "../cluster/api.ts";
import { assert } from "../core/assert.ts";
import type { ActiveFault, Evidence, Fault, TargetSpec } from "../core/fault.ts";
import { sleepMs } from "../core/real-clock.ts";
import { faultPlan, type FaultPlan, positiveMs, targetWords } from "./fault-plan.ts";
import type { FaultEnvironment, FaultKind } from "./nemesis.ts";
import { evidenceOfEach, together } from "./node-evidence.ts";
import { startAgain } from "./process-fault.ts";
import { roll, ROLL_GRACE_MS, SERVE_LIMIT_MS } from "./roll.ts";
import { untilServes } from "./serves.ts";

export interface RollingRestartOptions {
  /** How long a node may take to stop before it is killed; default "10s". */
  readonly grace?: string;
  /** Between one node that serves again and the next; default "1s". */
  readonly pause?: string;
  /** SIGKILL instead of an orderly stop; default false. */
  readonly kill?: boolean;
}

/** Restarts nodes one after the other: `rollingRestart("all", { pause: "2s" })`. */
export function rollingRestart(
  targets: TargetSpec = "all",
  { grace, pause = "1s", kill = false }: RollingRestartOptions = {},
): FaultPlan {
  const graceMs =
    grace === undefined ? ROLL_GRACE_MS : positiveMs(grace, "the grace of rolling-restart");
  const pauseMs = positiveMs(pause, "the pause of rolling-restart");
  const parameters = { graceMs, pauseMs, kill };
  const name = `rolling-restart ${targetWords(targets)}`;
  return faultPlan(name, { kind: "rolling-restart", targets, parameters });
}

export const rollingRestartKind: FaultKind = {
  kind: "rolling-restart",
  requires: "terminate",
  exclusive: true,
  alone: {
    roomMs: (targets, parameters) => targets * (RESTART_MS + parametersOf(parameters).pauseMs),
  },
  describe(parameters) {
    const { graceMs, pauseMs, kill } = parametersOf(parameters);
    const stop = kill ? "SIGKILL" : `${String(graceMs / 1000)} s of grace`;
    return [stop, `${String(pauseMs / 1000)} s between nodes`];
  },
  async inject({ parameters }, environment) {
    const rolled = await roll(environment.targets, (node) =>
      restart(node, parametersOf(parameters), environment),
    );
    return allRound(environment.targets, rolled);
  },
};

/** What a node takes from its stop until it serves again. */
const RESTART_MS = 2_000;

interface Parameters {
  readonly graceMs: number;
  readonly pauseMs: number;
  readonly kill: boolean;
}

async function restart(
  node: Node,
  { graceMs, pauseMs, kill }: Parameters,
  { hooks, signal }: FaultEnvironment,
): Promise<Evidence> {
  if (node.state === "stopped") return { seen: false, why: "was stopped already" };
  const stopped = await (kill ? node.kill() : node.terminate(graceMs));
  if (!stopped.seen) return stopped;
  const started = await startAgain(node);
  if (!started.seen) return started;
  await untilServes(hooks, node, SERVE_LIMIT_MS, signal);
  await sleepMs(pauseMs, signal);
  return { seen: true, detail: `${stopped.detail}, ${started.detail}, serves` };
}

function allRound(nodes: readonly Node[], rolled: ReadonlyMap<Node, Evidence>): ActiveFault {
  let back: ReadonlyMap<Node, Evidence> = new Map();
  return {
    name: "rolling-restart",
    targets: nodes.map(({ id }) => id),
    evidence: () => Promise.resolve(together(nodes, (node) => rolled.get(node))),
    healed: () => Promise.resolve(together(nodes, (node) => back.get(node))),
    async [Symbol.asyncDispose]() {
      back = await evidenceOfEach(nodes, (node) =>
        node.state === "stopped" ? startAgain(node) : Promise.resolve(RUNS),
      );
    },
  };
}

const RUNS: Evidence = { seen: true, detail: "runs" };

function parametersOf({ graceMs, pauseMs, kill }: Fault["parameters"]): Parameters {
  assert(
    typeof graceMs === "number" && typeof pauseMs === "number" && typeof kill === "boolean",
    "rolling-restart has graceMs, pauseMs and kill",
  );
  return { graceMs, pauseMs, kill };
}
