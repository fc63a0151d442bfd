// The firewall rules of blocked links, as scripts for a node's network namespace: one chain a fault, so that faults
// compose and heal alone. The tables filter and mangle alone are touched: Docker's DNS lives in nat.
import type { Block } from "../../core/damage.ts";
import type { Peer } from "./link-side.ts";

/** Packets that one rule stopped. */
export interface Counter {
  readonly chain: string;
  readonly peer: Peer;
  /** What tells the rules of one peer apart. */
  readonly rule: string;
  readonly packets: number;
}

type Table = "filter" | "mangle";

/** The chain of the fault with this number; it names what it does, for people and for the ledger. */
export const chainOf = (fault: number, block: Block): string =>
  `FAULTLINE-${String(fault)}-${block.how}${block.how === "mtu" ? String(block.bytes) : ""}`;

/** What chains of the same block have in common: "mtu1200" of "FAULTLINE-3-mtu1200". */
export const blockIn = (chain: string): string => chain.replace(/^FAULTLINE-\d+-/, "");

/** The chain that hands packets to the queue with this number. */
export const queueChainOf = (queue: number): string => `FAULTLINE-${String(queue)}-links`;

/** Chains that hold a starting node's peers back; no block, so that no fault counts their packets. */
export const guardOf = (fault: number): string => `FAULTLINE-${String(fault)}-guard`;

/** What becomes of a packet on a blocked link, as rules without their addresses. */
function verdicts(block: Block): readonly string[] {
  switch (block.how) {
    case "drop":
      return ["-j DROP"];
    case "reset":
      // Resets pass: those that answer the other direction's packets come back this way.
      return ["-p tcp --tcp-flags RST NONE -j REJECT --reject-with tcp-reset", "! -p tcp -j DROP"];
    case "half-open":
      // 52 bytes: an acknowledgement with nothing but the timestamp option, the third packet of each handshake.
      return [
        "-p tcp --tcp-flags SYN NONE -m length --length 53:65535 -j DROP",
        "-p tcp --tcp-flags FIN FIN -j DROP",
        "-p tcp --tcp-flags RST RST -j DROP",
      ];
    case "mtu":
      return [`-m length --length ${String(block.bytes + 1)}:65535 -j DROP`];
  }
}

/**
 * Blocks what comes from or goes to `peers`, established connections included. Narrow blocks stand before wide ones, so
 * that each sees its own packets where several hold on one link.
 */
export const blockPeers = (chain: string, peers: readonly Peer[], block: Block): string =>
  addChain("filter", chain, block.how === "drop" ? "-A" : "-I", peers, verdicts(block));

/**
 * Hands what comes from or goes to `peers` to a program, and lets it pass where none listens. In the mangle table, which
 * comes first: what the program lets pass is then still blocked by those rules that block.
 */
export const queuePeers = (chain: string, peers: readonly Peer[], queue: number): string =>
  addChain("mangle", chain, "-A", peers, [
    `-m mark ! --mark ${COPY_MARK} -j NFQUEUE --queue-num ${String(queue)} --queue-bypass`,
  ]);

/** On the copies that the program makes of packets; images/agent/netem.c sets it. */
const COPY_MARK = "0x4641";

function addChain(
  table: Table,
  chain: string,
  jump: "-A" | "-I",
  peers: readonly Peer[],
  rules: readonly string[],
): string {
  const lines = [
    `*${table}`,
    `:${chain} - [0:0]`,
    ...peers.flatMap((peer) => rules.map((rule) => `-A ${chain} ${matchOf(peer)} ${rule}`)),
    ...hooksOf(peers).map((hook) => `${jump} ${hook} -j ${chain}`),
    "COMMIT",
  ];
  // One transaction; without a pipe into it iptables-restore would read nothing and succeed.
  return `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} | iptables-restore -n -w`;
}

/** Drops what goes to `destination`: holds while the receiver's own rules are not yet there. */
export const dropTo = (chain: string, destination: string): string =>
  blockPeers(chain, [{ hook: "OUTPUT", address: destination }], { how: "drop" });

/** Prints the filter table with the counters of all chains. */
export const READ_COUNTERS = "iptables-save -c -t filter";

/** Prints the table with its counters a last time and takes the chain out; does nothing where it is not there. */
export const removeChain = (chain: string, table: Table = "filter"): string =>
  `table=$(iptables-save -c -t ${table})
printf '%s\\n' "$table"
jump() { case $table in *"-A $1 -j ${chain}"*) echo "-D $1 -j ${chain}";; esac; }
case $table in *":${chain} "*)
{ echo '*${table}'; jump INPUT; jump OUTPUT; echo '-F ${chain}'; echo '-X ${chain}'; echo COMMIT; } | iptables-restore -n -w
esac`;

/** The same for a person to type. */
export const removeByHand = (chain: string, table: Table = "filter"): string =>
  ["-D INPUT -j", "-D OUTPUT -j", "-F", "-X"]
    .map((command) => `iptables -w -t ${table} ${command} ${chain}`)
    .join("; ");

/** Succeeds where the chain is gone. */
export const chainIsGone = (chain: string, table: Table = "filter"): string =>
  `! iptables -w -t ${table} -S ${chain} >/dev/null 2>&1`;

const matchOf = ({ hook, address }: Peer): string => `${hook === "INPUT" ? "-s" : "-d"} ${address}`;

const hooksOf = (peers: readonly Peer[]): readonly string[] => [
  ...new Set(peers.map(({ hook }) => hook)),
];

/** Reads what `READ_COUNTERS` printed: `[12:720] -A FAULTLINE-1-drop -s 10.208.1.12/32 -j DROP`. */
export function parseCounters(output: string): readonly Counter[] {
  const line =
    /^\[(\d+):\d+\] -A (FAULTLINE-\S+) -([sd]) ([\d.]+)(?:\/32)? (.*-j (?:DROP|REJECT)\b.*)$/gm;
  return [...output.matchAll(line)].map(
    ([, packets, chain = "", side, address = "", rule = ""]) => ({
      chain,
      peer: { hook: side === "s" ? "INPUT" : "OUTPUT", address },
      rule,
      packets: Number(packets),
    }),
  );
}
