// What each means of making links worse writes into nodes' network namespaces, and reads from them.
import { describe, expect, it } from "vitest";
import { CLIENTS } from "../../../src/cluster/api.ts";
import { combinedQuality } from "../../../src/cluster/docker/combined-quality.ts";
import type { Installation } from "../../../src/cluster/docker/link-means.ts";
import { netemMeans, netemOptions } from "../../../src/cluster/docker/netem-means.ts";
import { queueMeans } from "../../../src/cluster/docker/queue-means.ts";
import type { LinkQuality } from "../../../src/core/damage.ts";
import { evidenceOf } from "../../../src/core/link-tally.ts";
import { nodeId } from "../../../src/core/ids.ts";

const N1 = nodeId("n1");
const N2 = nodeId("n2");

const addresses = {
  gateway: "10.208.0.1",
  node: (id: string) => ({ ip: id === N1 ? "10.208.0.11" : "10.208.0.12" }),
};

const quality: LinkQuality = {
  delayMs: 50,
  jitterMs: 20.5,
  distribution: "normal",
  loss: 0.1,
  lossBurst: 4,
  corrupt: 0.01,
};

const installation = (hook: "INPUT" | "OUTPUT"): Installation => ({
  number: 7,
  process: { node: N1, containerId: "container", pid: 11 },
  peers: [
    { peer: { hook, address: "10.208.0.12" }, quality },
    { peer: { hook: "OUTPUT", address: "10.208.0.1" }, quality: { rateKbit: 64 } },
  ],
});

describe("netem", () => {
  it("has its options in the words of tc", () => {
    expect(netemOptions(quality)).toBe(
      "limit 10000 delay 50ms 20.5ms distribution normal loss gemodel 2.7778% 25% corrupt 1%",
    );
    expect(netemOptions({ delayMs: 10, reorder: 0.25, duplicate: 0.005, loss: 0.2 })).toBe(
      "limit 10000 delay 10ms loss random 20% duplicate 0.5% reorder 25%",
    );
    expect(netemOptions({ rateKbit: 1000 })).toBe("limit 84 rate 1000kbit");
    expect(netemOptions({ rateKbit: 8 })).toBe("limit 20 rate 8kbit");
    expect(netemOptions({ delayMs: 5, jitterMs: 1 })).toBe("limit 10000 delay 5ms 1ms");
  });

  it("gives each receiver a class of its own, and leaves all others alone", () => {
    const lines = netemMeans.install(installation("OUTPUT")).split("\n");
    expect(lines.filter((line) => /^(qdisc|class|filter)/.test(line))).toEqual([
      "qdisc add dev $dev root handle f008: htb default 0",
      "class add dev $dev parent f008: classid f008:1 htb rate 10gbit quantum 200000",
      `qdisc add dev $dev parent f008:1 handle e000: netem ${netemOptions(quality)}`,
      "filter add dev $dev parent f008: protocol ip prio 1 u32 match ip dst 10.208.0.12/32 flowid f008:1",
      "class add dev $dev parent f008: classid f008:2 htb rate 10gbit quantum 200000",
      "qdisc add dev $dev parent f008:2 handle e001: netem limit 20 rate 64kbit",
      "filter add dev $dev parent f008: protocol ip prio 1 u32 match ip dst 10.208.0.1/32 flowid f008:2",
    ]);
  });

  it("works on the sender, so what clients send is beyond it", () => {
    expect(netemMeans.sideOf({ from: N1, to: N2 }, addresses)).toEqual({
      node: N1,
      peer: { hook: "OUTPUT", address: "10.208.0.12" },
    });
    expect(netemMeans.sideOf({ from: N1, to: CLIENTS }, addresses)?.peer.address).toBe(
      "10.208.0.1",
    );
    expect(netemMeans.sideOf({ from: CLIENTS, to: N1 }, addresses)).toBeNull();
  });

  it("tells what passed and what was lost", () => {
    const output = `@netem 7
qdisc htb f008: root refcnt 2 r2q 10 default 0 direct_packets_stat 9
 Sent 100 bytes 9 pkt (dropped 0, overlimits 0 requeues 0)
qdisc netem e000: parent f008:1 limit 10000 delay 50ms loss 10% reorder 25% gap 1
 Sent 7200 bytes 90 pkt (dropped 10, overlimits 0 requeues 20) 
 backlog 0b 0p requeues 20
qdisc netem e001: parent f008:2 limit 1000 duplicate 5%
 Sent 720 bytes 12 pkt (dropped 0, overlimits 0 requeues 0)
@end`;
    expect(netemMeans.parse(output)).toMatchObject([
      { number: 7, position: 0, tally: { seen: 100, delayed: 70, lost: 10, reordered: 20 } },
      { number: 7, position: 1, tally: { seen: 12, delayed: 0, lost: 0 } },
    ]);
  });
});

describe("the program behind a queue", () => {
  it("listens before rules hand it packets, which are those of its peers", () => {
    const lines = queueMeans.install(installation("INPUT")).split("\n");
    expect(lines.at(-2)).toBe(
      "faultline-netem 7 11 /dev/shm/faultline-netem/7 " +
        "in,10.208.0.12,delay=50000,jitter=20500,shape=normal,loss=0.1,burst=4,corrupt=0.01 " +
        "out,10.208.0.1,rate=64",
    );
    expect(lines.at(-1)).toContain(
      "'-A FAULTLINE-7-links -s 10.208.0.12 -m mark ! --mark 0x4641 -j NFQUEUE --queue-num 7 --queue-bypass'",
    );
    expect(lines.at(-1)).toContain(
      "'-A INPUT -j FAULTLINE-7-links' '-A OUTPUT -j FAULTLINE-7-links'",
    );
  });

  it("tells what it did, peer by peer", () => {
    const line = "seen=000000000100 delayed=90 lost=10 duplicated=1 reordered=2 corrupted=3";
    expect(
      queueMeans.parse(`@tally 7 0 in 10.208.0.12 ${line}   \n@tally 7 1 out x ${line}`),
    ).toEqual(
      [0, 1].map((position) => ({
        number: 7,
        position,
        tally: { seen: 100, delayed: 90, lost: 10, duplicated: 1, reordered: 2, corrupted: 3 },
      })),
    );
  });
});

describe("two qualities of one link", () => {
  it("add up", () => {
    expect(
      combinedQuality(
        { delayMs: 10, jitterMs: 1, loss: 0.5, rateKbit: 100 },
        { delayMs: 20, jitterMs: 5, distribution: "pareto", loss: 0.5, lossBurst: 3, rateKbit: 9 },
      ),
    ).toEqual({
      delayMs: 30,
      jitterMs: 6,
      distribution: "pareto",
      loss: 0.75,
      lossBurst: 3,
      rateKbit: 9,
    });
  });

  it("are the one where there is but one", () => {
    expect(combinedQuality({}, quality)).toEqual(quality);
  });
});

describe("the evidence of worse links", () => {
  const tally = { seen: 10, delayed: 4, lost: 0, duplicated: 0, reordered: 0, corrupted: 0 };
  const proof = { tally, what: "packets", links: 2 };

  it("needs one packet that met one of the effects", () => {
    expect(evidenceOf({ ...proof, effects: ["delayed", "lost"] })).toEqual({
      seen: true,
      detail: "of 10 packets on 2 links: 4 delayed, 0 lost",
    });
    expect(evidenceOf({ ...proof, effects: ["lost"] })).toEqual({
      seen: false,
      why: "none of 10 packets on 2 links was lost",
    });
  });

  it("says what nobody counts", () => {
    const counted = ["delayed", "lost"] as const;
    expect(evidenceOf({ ...proof, counted, effects: ["lost", "duplicated"] }).seen).toBe(false);
    expect(evidenceOf({ ...proof, counted, effects: ["duplicated"] })).toEqual({
      seen: true,
      detail: "of 10 packets on 2 links: some duplicated, which nobody counts",
    });
  });
});
