// The fault "upgrade": nodes change to another image one after the other, with their data, while the rest serve; healed,
// they roll back. Versions are mixed meanwhile. Knows no system.
import type { Node, SystemHooks } from "../cluster/api.ts";
import { assert } from "../core/assert.ts";
import type { ActiveFault, Evidence, Fault, TargetSpec } from "../core/fault.ts";
import { sleepMs } from "../core/real-clock.ts";
import { faultPlan, type FaultPlan, positiveMs, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { evidenceInTurn, together } from "./node-evidence.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { NOT_REACHED, roll, ROLL_GRACE_MS, SERVE_LIMIT_MS } from "./roll.ts";
import { untilServes } from "./serves.ts";

export interface UpgradeOptions {
  /** Reference of the other image, which must be on the engine when the run begins. */
  readonly image: string;
  /** Between one node that serves again and the next; default: none. */
  readonly pause?: string;
}

/** Rolls nodes to another image, and back when healed: `upgrade("all", { image: "faultline/etcd:2" }).for("20s")`. */
export function upgrade(targets: TargetSpec, { image, pause }: UpgradeOptions): FaultPlan {
  const pauseMs = pause === undefined ? 0 : positiveMs(pause, "the pause of upgrade");
  const name = `upgrade ${targetWords(targets)} to ${image}`;
  return faultPlan(name, { kind: "upgrade", targets, parameters: { image, pauseMs } });
}

export const upgradeKind: FaultKind = {
  kind: "upgrade",
  requires: "rebuild",
  needs: ["dataDir"],
  exclusive: true,
  alone: { roomMs: (targets) => targets * ROOM_A_NODE_MS },
  describe: ({ pauseMs }) =>
    typeof pauseMs === "number" && pauseMs > 0 ? [`${String(pauseMs / 1000)} s between nodes`] : [],
  async inject(fault, { targets, hooks, signal }) {
    const { image, pauseMs } = parametersOf(fault);
    const rolled = await roll(targets, async (node) => {
      const change = await rebuildAs(image, node, hooks, signal);
      if (pauseMs > 0) await sleepMs(pauseMs, signal);
      return change;
    });
    return rolledOut(targets, hooks, rolled);
  },
};

/** A restart, there and back. */
const ROOM_A_NODE_MS = 4_000;
/** Shorter than a healing may take, so that the reason of a failure is told. */
const BACK_LIMIT_MS = 40_000;

/** Null is the image that the cluster began with. */
async function rebuildAs(
  image: string | null,
  node: Node,
  hooks: SystemHooks,
  signal: AbortSignal,
): Promise<Evidence> {
  await node.terminate(ROLL_GRACE_MS);
  const made = await node.rebuild({ image }, signal);
  if (made.seen) await untilServes(hooks, node, SERVE_LIMIT_MS, signal);
  return made;
}

function rolledOut(
  nodes: readonly Node[],
  hooks: SystemHooks,
  rolled: ReadonlyMap<Node, Evidence>,
): ActiveFault {
  const touched = nodes.filter((node) => rolled.get(node) !== NOT_REACHED);
  const back = new Map<Node, Evidence>();
  return {
    name: "upgrade",
    targets: nodes.map(({ id }) => id),
    evidence: () => Promise.resolve(together(nodes, (node) => rolled.get(node))),
    healed: () => Promise.resolve(together(touched, (node) => back.get(node))),
    [Symbol.asyncDispose]: oneAtATime(async () => {
      const left = touched.filter((node) => back.get(node)?.seen !== true).reverse();
      const signal = AbortSignal.timeout(BACK_LIMIT_MS);
      const now = await evidenceInTurn(left, (node) => rebuildAs(null, node, hooks, signal));
      for (const [node, evidence] of now) back.set(node, evidence);
    }),
  };
}

function parametersOf({ parameters }: Fault): { readonly image: string; readonly pauseMs: number } {
  const { image, pauseMs } = parameters;
  assert(typeof image === "string" && typeof pauseMs === "number", "upgrade has image and pauseMs");
  return { image, pauseMs };
}
