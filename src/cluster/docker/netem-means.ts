// Links made worse by the kernel's own netem: a class per receiver on the sender's way out. Faster than a program, but it
// counts less, and what clients send passes no way out of a node.
import type { LinkQuality } from "../../core/damage.ts";
import { NO_TALLY } from "../../core/link-tally.ts";
import { CLIENTS, type Link } from "../api.ts";
import type { Installation, LinkMeans, PeerTally, WorsePeer } from "./link-means.ts";
import type { Addresses, LinkSide } from "./link-side.ts";

/** Packets that a link may hold; netem's own default of 1,000 would lose some on a fast link with a long delay. */
const MOST_PACKETS = 10_000;
/** With a rate: what the link sends within a second, in packets of this size. */
const PACKET_BITS = 1500 * 8;
const FEWEST_PACKETS = 20;

/** Handles are hexadecimal and 16 bits long: roots are f001 to ffff, netems e000 to efff. */
const rootOf = ({ number }: Installation): string => `f${hex((number % 0xfff) + 1)}`;
const handleOf = (position: number): string => `e${hex(position)}`;
const hex = (value: number): string => value.toString(16).padStart(3, "0");

const percent = (share: number): string => `${String(Math.min(100, +(share * 100).toFixed(4)))}%`;
const milliseconds = (ms: number): string => `${String(ms)}ms`;

/** The node's own interface: eth0, or another one once it was disconnected. */
const DEVICE = "dev=$(ip -o -4 addr show scope global | { read -r _ name _; echo $name; })";

export const netemMeans: LinkMeans = {
  name: "netem",
  exclusive: true,
  counts: ["delayed", "lost", "reordered"],
  sideOf,
  install: (installation) => {
    const root = rootOf(installation);
    return `set -e
${DEVICE}
tc -batch - <<EOF
qdisc add dev $dev root handle ${root}: htb default 0
${installation.peers.map((worse, position) => classOf(root, worse, position)).join("\n")}
EOF`;
  },
  remove: (installation) => `${read(installation)}
case $(tc qdisc show dev $dev) in *"htb ${rootOf(installation)}:"*) tc qdisc del dev $dev root;; esac`,
  read,
  parse,
  isGone: (installation) => `${DEVICE}
case $(tc qdisc show dev $dev) in *"htb ${rootOf(installation)}:"*) exit 1;; esac`,
  byHand: () => `tc qdisc del dev eth0 root`,
  attempt: `set -e
dev=lo
tc -batch - <<EOF
qdisc add dev lo root handle f001: htb default 0
${classOf("f001", { peer: { hook: "OUTPUT", address: "127.0.0.1" }, quality: { delayMs: 1 } }, 0)}
EOF`,
};

function sideOf({ from, to }: Link, addresses: Addresses): LinkSide | null {
  if (from === CLIENTS) return null;
  const address = to === CLIENTS ? addresses.gateway : addresses.node(to).ip;
  return { node: from, peer: { hook: "OUTPUT", address } };
}

/** Class, netem and filter of one receiver, as lines for `tc -batch`. */
function classOf(root: string, { peer, quality }: WorsePeer, position: number): string {
  const id = `${root}:${(position + 1).toString(16)}`;
  return [
    `class add dev $dev parent ${root}: classid ${id} htb rate 10gbit quantum 200000`,
    `qdisc add dev $dev parent ${id} handle ${handleOf(position)}: netem ${netemOptions(quality)}`,
    `filter add dev $dev parent ${root}: protocol ip prio 1 u32 match ip dst ${peer.address}/32 flowid ${id}`,
  ].join("\n");
}

/** "limit 10000 delay 50ms 20ms distribution normal loss random 10%": tc-netem(8). */
export function netemOptions(quality: LinkQuality): string {
  const { delayMs = 0, jitterMs = 0, distribution = "uniform", rateKbit } = quality;
  const share = (name: string, value: number | undefined): readonly string[] =>
    value === undefined || value === 0 ? [] : [`${name} ${percent(value)}`];
  const late = delayMs > 0 || jitterMs > 0;
  const spread = jitterMs > 0 ? ` ${milliseconds(jitterMs)}` : "";
  const shape = jitterMs > 0 && distribution !== "uniform" ? ` distribution ${distribution}` : "";
  return [
    `limit ${String(limitOf(quality))}`,
    ...(late ? [`delay ${milliseconds(delayMs)}${spread}${shape}`] : []),
    ...lossOptions(quality),
    ...share("duplicate", quality.duplicate),
    ...share("corrupt", quality.corrupt),
    ...share("reorder", quality.reorder),
    ...(rateKbit === undefined ? [] : [`rate ${String(rateKbit)}kbit`]),
  ].join(" ");
}

/** Bursts by Gilbert's model: entered with p, left with r, all lost meanwhile. */
function lossOptions({ loss = 0, lossBurst = 1 }: LinkQuality): readonly string[] {
  if (loss === 0) return [];
  if (lossBurst <= 1 || loss === 1) return [`loss random ${percent(loss)}`];
  const leaves = 1 / lossBurst;
  return [`loss gemodel ${percent((loss * leaves) / (1 - loss))} ${percent(leaves)}`];
}

function limitOf({ rateKbit, delayMs = 0 }: LinkQuality): number {
  if (rateKbit === undefined) return MOST_PACKETS;
  const packets = ((rateKbit * 1000) / PACKET_BITS) * (1 + delayMs / 1000);
  return Math.min(MOST_PACKETS, Math.max(FEWEST_PACKETS, Math.ceil(packets)));
}

function read({ number }: Installation): string {
  return `${DEVICE}
echo "@netem ${String(number)}"
tc -s qdisc show dev $dev
echo @end`;
}

/** Dropped packets are not among the sent; those that overtook others are told as requeues. */
const COUNTS =
  /^qdisc netem e(\w+): (.*)\n\s*Sent \d+ bytes (\d+) pkt \(dropped (\d+), overlimits \d+ requeues (\d+)/gm;

function parse(output: string): readonly PeerTally[] {
  return [...output.matchAll(/^@netem (\d+)\n([^@]*)/gm)].flatMap(([, number, text = ""]) =>
    [...text.matchAll(COUNTS)].map(([, position = "", options = "", ...counts]) => {
      const [sent = 0, lost = 0, reordered = 0] = counts.map(Number);
      const delayed = /delay|rate/.test(options) ? sent - reordered : 0;
      const tally = { ...NO_TALLY, seen: sent + lost, delayed, lost, reordered };
      return { number: Number(number), position: parseInt(position, 16), tally };
    }),
  );
}
