// Links made worse by a program behind a netfilter queue, /usr/local/bin/faultline-netem: for kernels without netem, and
// for what clients send, which passes no queue of a node's own on its way out.
import type { LinkQuality } from "../../core/damage.ts";
import type { LinkTally } from "../../core/link-tally.ts";
import { chainIsGone, queueChainOf, queuePeers, removeByHand, removeChain } from "./link-rules.ts";
import type { Installation, LinkMeans, PeerTally, WorsePeer } from "./link-means.ts";
import { receivingSide } from "./link-side.ts";

/** Where the programs count; in the agent, and gone with it. */
const COUNTS_FOLDER = "/dev/shm/faultline-netem";

const countsOf = ({ number }: Installation): string => `${COUNTS_FOLDER}/${String(number)}`;

export const queueMeans: LinkMeans = {
  name: "NFQUEUE",
  exclusive: false,
  counts: ["delayed", "lost", "duplicated", "reordered", "corrupted"],
  sideOf: receivingSide,
  // The program listens before any rule hands it something, and ends with the node's first process.
  install: (installation) => {
    const { number, process, peers } = installation;
    return `set -e
[ -d ${COUNTS_FOLDER} ] || mkdir -p ${COUNTS_FOLDER}
faultline-netem ${String(number)} ${String(process.pid)} ${countsOf(installation)} ${peers.map(argumentOf).join(" ")}
${queuePeers(
  queueChainOf(number),
  peers.map(({ peer }) => peer),
  number,
)}`;
  },
  remove: (installation) => `${removeChain(queueChainOf(installation.number), "mangle")}
${read(installation)}
read -r pid <${countsOf(installation)} && pid=\${pid#pid=} && read -r name </proc/$pid/comm &&
[ "$name" = faultline-netem ] && kill $pid
:`,
  read,
  parse: (output) => [...output.matchAll(TALLY)].map(tallyOf),
  isGone: ({ number }) => chainIsGone(queueChainOf(number), "mangle"),
  byHand: ({ number }) => removeByHand(queueChainOf(number), "mangle"),
  attempt: `set -e
ip link set lo up
faultline-netem 1 $$ /tmp/attempt-$$ in,127.0.0.1,delay=1000
${queuePeers(queueChainOf(1), [{ hook: "INPUT", address: "127.0.0.1" }], 1)}
bash -c 'echo >/dev/udp/127.0.0.1/9'
seen() { grep -q 'seen=0*[1-9]' /tmp/attempt-$$; }
seen || sleep 0.1; seen || sleep 0.5; seen || { echo 'no packet came through the queue'; exit 1; }
rm /tmp/attempt-$$`,
};

function read(installation: Installation): string {
  return `position=0
[ ! -e ${countsOf(installation)} ] || while read -r line; do
case $line in pid=*) ;; *) echo "@tally ${String(installation.number)} $position $line"; position=$((position + 1));; esac
done <${countsOf(installation)}`;
}

const TALLY =
  /^@tally (\d+) (\d+) .*seen=(\d+) delayed=(\d+) lost=(\d+) duplicated=(\d+) reordered=(\d+) corrupted=(\d+)/gm;

function tallyOf(match: RegExpExecArray): PeerTally {
  const [number = 0, position = 0, ...counts] = match.slice(1).map(Number);
  const [seen = 0, delayed = 0, lost = 0, duplicated = 0, reordered = 0, corrupted = 0] = counts;
  const tally: LinkTally = { seen, delayed, lost, duplicated, reordered, corrupted };
  return { number, position, tally };
}

/** `in,10.208.0.12,delay=50000,loss=0.1`: microseconds, shares, kilobits per second. */
function argumentOf({ peer, quality }: WorsePeer): string {
  const settings = Object.entries(settingsOf(quality)).filter(([, value]) => value !== undefined);
  const words = settings.map(([name, value]) => `${name}=${String(value)}`);
  return [peer.hook === "INPUT" ? "in" : "out", peer.address, ...words].join(",");
}

const settingsOf = (quality: LinkQuality) => ({
  delay: microseconds(quality.delayMs),
  jitter: microseconds(quality.jitterMs),
  shape: quality.distribution,
  loss: quality.loss,
  burst: quality.lossBurst,
  duplicate: quality.duplicate,
  reorder: quality.reorder,
  corrupt: quality.corrupt,
  rate: quality.rateKbit,
});

const microseconds = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms * 1000);
