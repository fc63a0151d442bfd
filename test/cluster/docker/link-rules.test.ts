// What the back end writes into and reads from nodes' network namespaces.
import { describe, expect, it } from "vitest";
import {
  blockPeers,
  chainOf,
  parseCounters,
  removeChain,
} from "../../../src/cluster/docker/link-rules.ts";
import { jobsScript, type NodeProcess, parseJobs } from "../../../src/cluster/docker/node-jobs.ts";
import { PacketLedger } from "../../../src/cluster/docker/packet-ledger.ts";
import type { Block } from "../../../src/core/damage.ts";
import { nodeId } from "../../../src/core/ids.ts";

const processOf = (node: string, pid: number): NodeProcess => ({
  node: nodeId(node),
  containerId: `container-${node}`,
  pid,
});

const INPUT = "INPUT" as const;
const OUTPUT = "OUTPUT" as const;
const from = (address: string) => ({ hook: INPUT, address });

describe("the rules of a block", () => {
  const drop = { how: "drop" } as const;
  const chain = chainOf(3, drop);

  it("drop by address in a chain of their own, in one transaction", () => {
    const script = blockPeers(chain, [from("10.208.0.11"), from("10.208.0.12")], drop);
    expect(script.split(" | ")).toEqual([
      "printf '%s\\n' '*filter' ':FAULTLINE-3-drop - [0:0]' '-A FAULTLINE-3-drop -s 10.208.0.11 -j DROP' " +
        "'-A FAULTLINE-3-drop -s 10.208.0.12 -j DROP' '-A INPUT -j FAULTLINE-3-drop' 'COMMIT'",
      "iptables-restore -n -w",
    ]);
  });

  it("stand at both hooks where clients are sent to", () => {
    const script = blockPeers(
      chain,
      [from("10.208.0.11"), { hook: OUTPUT, address: "10.208.0.1" }],
      drop,
    );
    expect(script).toContain("'-A FAULTLINE-3-drop -d 10.208.0.1 -j DROP'");
    expect(script).toContain("'-A INPUT -j FAULTLINE-3-drop' '-A OUTPUT -j FAULTLINE-3-drop'");
  });

  it("let pass what keeps a connection half open, small packets, and others' resets", () => {
    const rules = (block: Block) => blockPeers("C", [from("10.208.0.11")], block);
    expect(rules({ how: "half-open" })).toContain(
      "--tcp-flags SYN NONE -m length --length 53:65535",
    );
    expect(rules({ how: "mtu", bytes: 1200 })).toContain("-m length --length 1201:65535 -j DROP");
    expect(rules({ how: "reset" })).toContain("--tcp-flags RST NONE -j REJECT");
  });

  it("come before wide ones when they are narrow", () => {
    const block = { how: "mtu", bytes: 1200 } as const;
    expect(blockPeers(chainOf(4, block), [from("10.208.0.11")], block)).toContain(
      "'-I INPUT -j FAULTLINE-4-mtu1200'",
    );
  });

  it("touch nothing but their own chain when they are removed", () => {
    const script = removeChain(chain);
    expect(script).toContain("-F FAULTLINE-3-drop");
    expect(script).not.toMatch(/nat|-F INPUT/);
  });

  it("tell their counters, and those of no other chain", () => {
    const table = [
      "*filter",
      ":INPUT ACCEPT [9:900]",
      "[4:240] -A INPUT -j FAULTLINE-1-drop",
      "[12:720] -A FAULTLINE-1-drop -s 10.208.0.12/32 -j DROP",
      "[3:180] -A FAULTLINE-2-reset -d 10.208.0.1/32 -p tcp -m tcp --tcp-flags RST NONE -j REJECT --reject-with tcp-reset",
      "[7:420] -A OTHER -s 10.208.0.12/32 -j DROP",
      "COMMIT",
    ].join("\n");
    expect(parseCounters(table)).toMatchObject([
      { chain: "FAULTLINE-1-drop", peer: from("10.208.0.12"), packets: 12 },
      { chain: "FAULTLINE-2-reset", peer: { hook: OUTPUT, address: "10.208.0.1" }, packets: 3 },
    ]);
  });
});

describe("jobs in nodes", () => {
  const jobs = [
    { process: processOf("n1", 11), script: "true" },
    { process: processOf("n2", 22), script: "false" },
    { process: processOf("n3", 33), script: "true" },
  ];

  it("run side by side, each in the namespace of its own process", () => {
    const script = jobsScript(jobs);
    expect(script.match(/nsenter -t \d+ -n/g)).toEqual([
      "nsenter -t 11 -n",
      "nsenter -t 22 -n",
      "nsenter -t 33 -n",
    ]);
    expect(script.trimEnd()).toMatch(/&\nwait$/);
  });

  it("are told apart in the output, whatever the order, the dead among them", () => {
    const output =
      "@faultline-node 2 222\n\n@faultline-node 0 0\none\ntwo\n@faultline-node 1 4\nno\n";
    expect(parseJobs(jobs, output)).toEqual([
      { process: processOf("n3", 33), gone: true, status: 222, output: "" },
      { process: processOf("n1", 11), gone: false, status: 0, output: "one\ntwo" },
      { process: processOf("n2", 22), gone: false, status: 4, output: "no" },
    ]);
  });
});

describe("the packet ledger", () => {
  const drop = { how: "drop" } as const;
  const peer = from("10.208.0.12");
  const counter = (chain: string, packets: number, rule = "-j DROP") => ({
    chain,
    peer,
    rule,
    packets,
  });
  const stopped = (ledger: PacketLedger, node: string, block: Block = drop) =>
    ledger.stopped({ node: nodeId(node), peer }, block);

  it("adds up a link over cuts, their rules and the lives of a node", () => {
    const ledger = new PacketLedger();
    ledger.record(processOf("n1", 11), [
      counter("FAULTLINE-1-drop", 5),
      counter("FAULTLINE-1-drop", 3, "-p tcp -j DROP"),
      counter("FAULTLINE-2-drop", 1),
    ]);
    ledger.record(processOf("n1", 99), [counter("FAULTLINE-1-drop", 2)]);
    expect(stopped(ledger, "n1")).toBe(11);
  });

  it("counts a rule once, however often it is read, and for no other kind of block", () => {
    const ledger = new PacketLedger();
    ledger.record(processOf("n1", 11), [counter("FAULTLINE-1-drop", 5)]);
    ledger.record(processOf("n1", 11), [counter("FAULTLINE-1-drop", 6)]);
    expect(stopped(ledger, "n1")).toBe(6);
    expect(stopped(ledger, "n2")).toBe(0);
    expect(stopped(ledger, "n1", { how: "reset" })).toBe(0);
  });
});
