// Asks an engine which faults it can inject, by trying: one probe per capability, in the agent or in namespaces of its own.
import { CAPABILITIES, type Capability, type Support, supportOfAll } from "../api.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { Agent } from "./agent.ts";
import type { Block } from "../../core/damage.ts";
import { tryScript } from "./clock-tool.ts";
import { readPatch } from "./docker-clocks.ts";
import { blockPeers, chainIsGone, chainOf, removeChain } from "./link-rules.ts";
import { DISK_TRIAL, THROTTLE_TRIAL } from "./disks/disk-trial.ts";
import { connect } from "./engine.ts";
import { thisHarness } from "./harness-process.ts";
import { agentImage, ensureImage } from "./images.ts";
import { labelsOf } from "./labels.ts";
import { findMeans } from "./means-of-host.ts";
import {
  CPU_TRIAL,
  DESCRIPTORS_TRIAL,
  MEMORY_TRIAL,
  NAMES_TRIAL,
  STRESS_TRIAL,
} from "./probe-trials.ts";

type Probe = (agent: Agent) => Promise<Support>;

/** What needs no trying: the engine's own API does it. */
const byEngine =
  (by: string): Probe =>
  () =>
    Promise.resolve({ supported: true, by });

const PROBES: Readonly<Record<Capability, Probe>> = {
  kill: byEngine("SIGKILL by the engine"),
  terminate: byEngine("SIGTERM by the engine"),
  pause: byEngine("the engine's freezer"),
  partition: (agent) => tryBlocks(agent, [{ how: "drop" }]),
  "link-block": (agent) =>
    tryBlocks(agent, [{ how: "reset" }, { how: "half-open" }, { how: "mtu", bytes: 1200 }]),
  "link-quality": tryQuality,
  clock: tryClock,
  disk: (agent) => tried(agent, DISK_TRIAL.script, DISK_TRIAL),
  "disk-throttle": (agent) => tried(agent, THROTTLE_TRIAL.script, THROTTLE_TRIAL),
  cpu: (agent) => tried(agent, CPU_TRIAL.script, CPU_TRIAL),
  memory: (agent) => tried(agent, MEMORY_TRIAL.script, MEMORY_TRIAL),
  stress: (agent) => tried(agent, STRESS_TRIAL.script, STRESS_TRIAL),
  "file-descriptors": (agent) => tried(agent, DESCRIPTORS_TRIAL.script, DESCRIPTORS_TRIAL),
  names: (agent) => tried(agent, NAMES_TRIAL.script, NAMES_TRIAL),
  rebuild: byEngine("a new container in place of the old one, by the engine"),
};

/**
 * Per capability whether the engine at `dockerHost` has it. Builds the agent's image where it is missing. Throws `engine`
 * when none answers.
 */
export async function probeEngine(
  dockerHost: string | undefined,
): Promise<Readonly<Record<Capability, Support>>> {
  const engine = await connect(dockerHost);
  try {
    const { ref, folder } = await agentImage();
    await ensureImage(engine, ref, folder, () => undefined);
    const harness = thisHarness();
    const run = `probe-${String(harness.pid)}-${harness.startedTicks}`;
    await using agent = await Agent.start(engine, `faultline-${run}`, labelsOf(run, harness));
    const found = new Map<Capability, Support>();
    for (const capability of CAPABILITIES)
      found.set(capability, await supportOf(agent, capability));
    return supportOfAll((capability) => found.get(capability) ?? unsupported("it was not tried"));
  } catch (error) {
    return supportOfAll(() => unsupported(error));
  }
}

/** Whether the engine that `agent` runs on has one capability. Never rejects. */
export async function supportOf(agent: Agent, capability: Capability): Promise<Support> {
  try {
    return await PROBES[capability](agent);
  } catch (error) {
    return unsupported(error);
  }
}

/** Puts rules for these blocks into a network namespace of the agent's own, and takes them out again. */
async function tryBlocks(agent: Agent, blocks: readonly Block[]): Promise<Support> {
  const peers = [{ hook: "INPUT" as const, address: "10.208.0.1" }];
  const scripts = blocks.map((block, index) => {
    const chain = chainOf(index, block);
    return `${blockPeers(chain, peers, block)}
iptables -w -S ${chain} | grep -q -e '-j'
${removeChain(chain)}
${chainIsGone(chain)}`;
  });
  return tried(agent, `unshare -n sh <<'@probe'\nset -e\n${scripts.join("\n")}\n@probe`, {
    by: "iptables in the node's network namespace",
    what: "iptables does not work in the agent",
    hint: "The host's kernel needs nf_tables or ip_tables, and the engine must grant SYS_ADMIN and NET_ADMIN.",
  });
}

async function tryClock(agent: Agent): Promise<Support> {
  return tried(agent, tryScript(await readPatch(agent)), {
    by: "a patch in each process's own vDSO",
    what: "the vDSO of a process cannot be patched",
    hint: "The kernel refuses (PROC_MEM_NO_FORCE or a security module), or the engine does not grant SYS_PTRACE.",
  });
}

async function tryQuality(agent: Agent): Promise<Support> {
  const { working, failures } = await findMeans(agent);
  if (working.length > 0) {
    const others = failures.length === 0 ? "" : ` (not ${failures.join("; ")})`;
    const by = working.map(({ name }) => name).join(", what clients send by ");
    return { supported: true, by: `${by}${others}` };
  }
  return {
    supported: false,
    why: failures.join("; "),
    hint: "The host's kernel needs nfnetlink_queue or sch_netem: modprobe nfnetlink_queue sch_netem.",
  };
}

/** Runs a script in the agent that succeeds where the capability is there. */
async function tried(
  agent: Agent,
  script: string,
  { by, what, hint }: { readonly by: string; readonly what: string; readonly hint: string },
): Promise<Support> {
  const { status, output } = await agent.run(script, { shell: "probe" });
  if (status === 0) return { supported: true, by };
  return { supported: false, why: `${what}: ${output.trim()}`, hint };
}

const unsupported = (error: unknown): Support => ({
  supported: false,
  why: messageOf(error),
  hint:
    (error instanceof HarnessError ? error.hint : null) ??
    "Run docker info to see the engine's state.",
});
