// What becomes of a node that refuses its damaged data and dies when it is started again: it is replaced by an empty
// one, as whoever runs the system would do. Knows no kind of damage.
import type { Node } from "../cluster/api.ts";
import type { ActiveFault, Evidence } from "../core/fault.ts";
import { Members } from "./members.ts";
import type { FaultEnvironment } from "./nemesis.ts";
import { evidenceInTurn, together } from "./node-evidence.ts";

/** Shorter than a healing may take, so that the reason of a failure is told. */
const REPLACE_LIMIT_MS = 35_000;

/**
 * The same fault; nodes that are down after its healing are made anew without data, as new members where the system
 * lets them be. Its evidence of healing then tells why, and with what.
 */
export function replacingRefusers(fault: ActiveFault, environment: FaultEnvironment): ActiveFault {
  const { targets } = environment;
  let refused: { readonly why: string; readonly replaced: Evidence } | null = null;
  return {
    name: fault.name,
    targets: fault.targets,
    ...(fault.byHand === undefined ? {} : { byHand: fault.byHand }),
    evidence: () => fault.evidence(),
    async healed() {
      const healed = await fault.healed();
      return refused === null ? healed : inWords(refused, healed);
    },
    async [Symbol.asyncDispose]() {
      await fault[Symbol.asyncDispose]();
      const healed = await fault.healed();
      const down = targets.filter((node) => node.state === "stopped");
      if (healed.seen || down.length === 0) return;
      const signal = AbortSignal.timeout(REPLACE_LIMIT_MS);
      const anew = await evidenceInTurn(down, (node) => replace(node, environment, signal));
      refused = { why: healed.why, replaced: together(down, (node) => anew.get(node)) };
      // It asks once more whether the node lives: the new one does, or nothing is healed.
      if (refused.replaced.seen) await fault[Symbol.asyncDispose]();
    },
  };
}

async function replace(
  node: Node,
  environment: FaultEnvironment,
  signal: AbortSignal,
): Promise<Evidence> {
  if (environment.hooks.membership === undefined) return node.rebuild({ empty: true }, signal);
  const members = new Members(environment);
  const left = await members.expel(node, signal);
  return left.seen ? members.admit(node, signal) : left;
}

function inWords(
  { why, replaced }: { readonly why: string; readonly replaced: Evidence },
  healed: Evidence,
): Evidence {
  const refusal = `refused the damaged data: ${why}`;
  if (!replaced.seen) return { seen: false, why: `${refusal}; not replaced: ${replaced.why}` };
  const anew = `${refusal}; replaced by an empty one: ${replaced.detail}`;
  if (!healed.seen) return { seen: false, why: `${anew}; ${healed.why}` };
  return { seen: true, detail: `${anew}; ${healed.detail}` };
}
