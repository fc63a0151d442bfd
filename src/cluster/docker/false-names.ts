// A node that is misled about names: a name server of the agent's in the node's network namespace, and rules that lead
// the node's queries to it. The engine's own rules in the nat table stay untouched; ours come before them.
import type { NameFault } from "../../core/damage.ts";
import type { Evidence } from "../../core/fault.ts";
import type { Agent } from "./agent.ts";
import { besideNode, endTools, reportsOf, toolsLeft } from "./beside-node.ts";
import type { DockerNode } from "./docker-node.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

export interface FalseNamesPlan {
  readonly fault: NameFault;
  /** `name=address` for each name in question. */
  readonly answers: readonly string[];
  /** No other fault of the run has it. */
  readonly number: number;
}

/** What the tool calls each falsehood. */
const WORDS: Readonly<Record<NameFault["how"], string>> = {
  "wrong-address": "wrong",
  unknown: "unknown",
  slow: "slow",
  stale: "stale",
};

export class FalseNames implements Grip {
  readonly node: DockerNode;
  readonly deadly = true;
  readonly #agent: Agent;
  readonly #plan: FalseNamesPlan;
  readonly #chain: string;
  readonly #reports: string;
  readonly #pids: number[] = [];

  constructor(node: DockerNode, plan: FalseNamesPlan, agent: Agent) {
    this.node = node;
    this.#plan = plan;
    this.#agent = agent;
    this.#chain = chainOf(plan.number);
    this.#reports = `/run/faultline-dns-${String(plan.number)}-${node.id}`;
  }

  /** The name server ends with that life, and the rules go with its namespace. */
  async take(life: NodeProcess): Promise<void> {
    const { fault, answers } = this.#plan;
    const delayMs = fault.how === "slow" ? fault.delayMs : 0;
    const report = `${this.#reports}-${String(life.pid)}`;
    const server = `faultline-dns ${WORDS[fault.how]} ${String(delayMs)} ${String(life.pid)} ${report} ${answers.join(" ")}`;
    const script = `out=$(${server} 2>&1) || { echo "$out"; exit 1; }
set -- $out
${misdirect(this.#chain, "$2")} || { kill "$1"; exit 1; }
echo "$1"`;
    const output = await besideNode(this.#agent, life, "misleading it", script);
    if (output !== null) this.#pids.push(Number.parseInt(output, 10));
  }

  look(): Promise<void> {
    return Promise.resolve();
  }

  async evidence(): Promise<Evidence> {
    const [asked, misled] = await reportsOf(this.#agent, this.#reports);
    if (misled > 0) return seen(`${String(misled)} of ${String(asked)} queries were misled`);
    if (asked === 0) return notSeen("it asked for none of the names");
    return notSeen(`${String(asked)} queries were answered, and all of it was still true`);
  }

  async release(): Promise<void> {
    const life = this.node.process;
    if (life !== null) {
      await besideNode(this.#agent, life, "ending the false names", setRight(this.#chain));
    }
    // What waits is passed on first: a query that is lost now would count as the healed node's trouble.
    await endTools(this.#agent, this.#pids, this.#reports, "TERM");
  }

  async released(): Promise<Evidence> {
    const left = await toolsLeft(this.#agent, this.#pids, this.#reports);
    if (left > 0) return notSeen("the false name server is still there");
    const life = this.node.process;
    if (life === null) return seen("it is down, and its rules are gone with it");
    await besideNode(this.#agent, life, "looking for its rules", isSetRight(this.#chain));
    return seen("its queries go to the engine's name server");
  }
}

/** The chain of the fault with this number. */
export const chainOf = (fault: number): string => `FAULTLINE-DNS-${String(fault)}`;

/** Leads queries to the name server on `port`. It takes none by TCP, which is so refused. */
export const misdirect = (chain: string, port: string): string =>
  transaction([
    `:${chain} - [0:0]`,
    ...["udp", "tcp"].map(
      (protocol) =>
        `-A ${chain} -d 127.0.0.11 -p ${protocol} --dport 53 -j DNAT --to-destination 127.0.0.12:${port}`,
    ),
    `-I OUTPUT 1 -j ${chain}`,
  ]);

/** Does nothing where the chain is not there. */
export const setRight = (chain: string): string =>
  `if iptables -w -t nat -S ${chain} >/dev/null 2>&1; then
${transaction([`-D OUTPUT -j ${chain}`, `-F ${chain}`, `-X ${chain}`])}
fi`;

export const isSetRight = (chain: string): string => `! iptables -w -t nat -S ${chain} 2>/dev/null`;

const transaction = (lines: readonly string[]): string =>
  `printf '%s\\n' '*nat' ${lines.map((line) => `"${line}"`).join(" ")} COMMIT | iptables-restore -n -w`;
