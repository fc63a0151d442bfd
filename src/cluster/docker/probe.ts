// Asks an engine which faults it can inject, by trying.
import type { Capability, Support } from "../api.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { Agent } from "./agent.ts";
import { chainIsGone, chainOf, dropFrom, removeChain } from "./cut-rules.ts";
import { connect } from "./engine.ts";
import { thisHarness } from "./harness-process.ts";
import { AGENT_IMAGE, ensureImage } from "./images.ts";
import { labelsOf } from "./labels.ts";

const SUPPORTED: Support = { supported: true };

/**
 * Per capability whether the engine at `dockerHost` has it. Builds the agent's image where it is missing. Throws `engine`
 * when none answers.
 */
export async function probeEngine(
  dockerHost: string | undefined,
): Promise<Readonly<Record<Capability, Support>>> {
  const engine = await connect(dockerHost);
  try {
    await ensureImage(engine, AGENT_IMAGE.ref, AGENT_IMAGE.folder, () => undefined);
    const harness = thisHarness();
    const run = `probe-${String(harness.pid)}-${harness.startedTicks}`;
    await using agent = await Agent.start(engine, `faultline-${run}`, labelsOf(run, harness));
    return await supportOf(agent);
  } catch (error) {
    return withPartition(unsupported(error));
  }
}

/** The same, tried in an agent that runs. */
export const supportOf = async (agent: Agent): Promise<Readonly<Record<Capability, Support>>> =>
  withPartition(await tryPartition(agent));

const withPartition = (partition: Support): Readonly<Record<Capability, Support>> => ({
  kill: SUPPORTED,
  terminate: SUPPORTED,
  pause: SUPPORTED,
  partition,
});

async function tryPartition(agent: Agent): Promise<Support> {
  try {
    const chain = chainOf(0);
    const script = `set -e
${dropFrom(chain, ["10.208.0.1"])}
iptables -w -S ${chain} | grep -q DROP
${removeChain(chain, "INPUT")}
${chainIsGone(chain)}`;
    // In a network namespace of its own, made for the occasion.
    const { status, output } = await agent.run(`unshare -n sh <<'@probe'\n${script}\n@probe`);
    if (status === 0) return SUPPORTED;
    return {
      supported: false,
      why: `iptables does not work in the agent: ${output.trim()}`,
      hint: "The host's kernel needs nf_tables or ip_tables, and the engine must grant SYS_ADMIN and NET_ADMIN.",
    };
  } catch (error) {
    return unsupported(error);
  }
}

const unsupported = (error: unknown): Support => ({
  supported: false,
  why: messageOf(error),
  hint:
    (error instanceof HarnessError ? error.hint : null) ??
    "Run docker info to see the engine's state.",
});
