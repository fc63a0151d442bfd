// What `faultline doctor` tells of an engine's host: each finding is tried in the agent, in namespaces of its own.
import { messageOf } from "../../core/errors.ts";
import type { Finding } from "../api.ts";
import { Agent } from "./agent.ts";
import { connect, type Engine } from "./engine.ts";
import { thisHarness } from "./harness-process.ts";
import { agentImage, ensureImage } from "./images.ts";
import { labelsOf } from "./labels.ts";
import { orphansOn } from "./clean-up.ts";

/** Each line prints `name=ok detail` or `name=what went wrong`. */
const SCRIPT = `
try() { name=$1; shift; out=$("$@" 2>&1) && echo "$name=ok $(echo $out)" || echo "$name=$(echo $out)"; }
try agent sh -c 'grep -h CapEff /proc/self/status'
try iptables iptables -V
try netem unshare -n sh -c 'ip link set lo up && tc qdisc add dev lo root netem delay 1ms'
try nfqueue unshare -n iptables -w -A INPUT -p udp -j NFQUEUE --queue-num 7 --queue-bypass
try loop sh -c 'grep -q -w loop /proc/devices && ls -d /sys/block/loop* | wc -l'
vdso() {
  sleep 20 & pid=$!
  range=$(awk '/\\[vdso\\]/{print $1}' /proc/$pid/maps); start=$((0x\${range%-*})); bytes=$(mktemp)
  dd if=/proc/$pid/mem of=$bytes bs=8 count=1 skip=$start iflag=skip_bytes status=none &&
  dd if=$bytes of=/proc/$pid/mem bs=8 count=1 seek=$start oflag=seek_bytes conv=notrunc status=none
  status=$?; kill $pid; rm -f $bytes; return $status
}
try vdso vdso
`;

interface Probe {
  readonly name: string;
  readonly what: string;
  /** The finding's text when it worked; `detail` is what the command printed. */
  readonly works: (detail: string) => string;
  readonly hint: string;
}

const PROBES: readonly Probe[] = [
  {
    name: "agent",
    what: "agent",
    works: (detail) => `runs with the capabilities it asks for (${detail})`,
    hint: "The engine must grant SYS_ADMIN, NET_ADMIN, SYS_PTRACE and MKNOD.",
  },
  {
    name: "iptables",
    what: "iptables",
    works: (detail) => detail,
    hint: "The host's kernel needs nf_tables or ip_tables.",
  },
  {
    name: "netem",
    what: "netem",
    works: () => "the kernel can delay and lose packets by itself",
    hint: "Load the module sch_netem; NFQUEUE does the same where the kernel has none.",
  },
  {
    name: "nfqueue",
    what: "NFQUEUE",
    works: () => "packets can be handed to a program",
    hint: "The kernel needs nfnetlink_queue.",
  },
  {
    name: "loop",
    what: "loop devices",
    works: (detail) => `${detail} of them`,
    hint: "Load the module loop.",
  },
  {
    name: "vdso",
    what: "vDSO writes",
    works: () => "a process's vDSO can be written through /proc/PID/mem",
    hint: "The kernel refuses (PROC_MEM_NO_FORCE or a security module).",
  },
];

/** Findings of the engine at `dockerHost`; one alone, not fine, where none answers. */
export async function examineEngine(dockerHost: string | undefined): Promise<readonly Finding[]> {
  const engine = await connect(dockerHost);
  const found: Finding[] = [
    {
      what: "engine",
      fine: true,
      detail: `${engine.description} at ${engine.endpoint}`,
      hint: null,
    },
  ];
  try {
    const answers = await tried(engine);
    found.push(...PROBES.map((probe) => findingOf(probe, answers.get(probe.name) ?? "no answer")));
  } catch (error) {
    found.push({
      what: "agent",
      fine: false,
      detail: messageOf(error),
      hint: "Its image is built from images/agent.",
    });
  }
  const left = (await orphansOn(engine)).map((resource) => resource.name);
  const none = left.length === 0;
  found.push({
    what: "leftovers",
    fine: none,
    detail: none ? "nothing on the engine that a harness left behind" : left.join(", "),
    hint: none ? null : "`faultline clean` removes it.",
  });
  return found;
}

async function tried(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const { ref, folder } = await agentImage();
  await ensureImage(engine, ref, folder, () => undefined);
  const harness = thisHarness();
  const run = `doctor-${String(harness.pid)}-${harness.startedTicks}`;
  await using agent = await Agent.start(engine, `faultline-${run}`, labelsOf(run, harness));
  const { output } = await agent.run(SCRIPT);
  return new Map(
    output
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function findingOf({ what, works, hint }: Probe, answer: string): Finding {
  const fine = answer === "ok" || answer.startsWith("ok ");
  return fine
    ? { what, fine, detail: works(answer.slice(3)), hint: null }
    : { what, fine, detail: answer, hint };
}
