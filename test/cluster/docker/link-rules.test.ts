// What the back end writes into and reads from nodes' network namespaces.
import { describe, expect, it } from "vitest";
import {
  chainOf,
  dropFrom,
  parseCounters,
  removeChain,
} from "../../../src/cluster/docker/cut-rules.ts";
import { jobsScript, type NodeProcess, parseJobs } from "../../../src/cluster/docker/node-jobs.ts";
import { PacketLedger } from "../../../src/cluster/docker/packet-ledger.ts";
import { nodeId } from "../../../src/core/ids.ts";

const processOf = (node: string, pid: number): NodeProcess => ({
  node: nodeId(node),
  containerId: `container-${node}`,
  pid,
});

describe("the rules of a cut", () => {
  it("drop by source address in a chain of their own, in one transaction", () => {
    const script = dropFrom(chainOf(3), ["10.208.0.11", "10.208.0.12"]);
    expect(script.split(" | ")).toEqual([
      "printf '%s\\n' '*filter' ':FAULTLINE-3 - [0:0]' '-A FAULTLINE-3 -s 10.208.0.11 -j DROP' " +
        "'-A FAULTLINE-3 -s 10.208.0.12 -j DROP' '-A INPUT -j FAULTLINE-3' COMMIT",
      "iptables-restore -n -w",
    ]);
  });

  it("touch nothing but their own chain when they are removed", () => {
    const script = removeChain(chainOf(3), "INPUT");
    expect(script).toContain("'-D INPUT -j FAULTLINE-3' '-F FAULTLINE-3' '-X FAULTLINE-3'");
    expect(script).not.toMatch(/nat|-F INPUT/);
  });

  it("tell their counters, and those of no other chain", () => {
    const table = [
      "*filter",
      ":INPUT ACCEPT [9:900]",
      "[4:240] -A INPUT -j FAULTLINE-1",
      "[12:720] -A FAULTLINE-1 -s 10.208.0.12/32 -j DROP",
      "[7:420] -A OTHER -s 10.208.0.12/32 -j DROP",
      "COMMIT",
    ].join("\n");
    expect(parseCounters(table)).toEqual([
      { chain: "FAULTLINE-1", source: "10.208.0.12", packets: 12 },
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
  const counter = (chain: string, packets: number) => ({ chain, source: "10.208.0.12", packets });

  it("adds up a link over cuts and over the lives of a node", () => {
    const ledger = new PacketLedger();
    ledger.record(processOf("n1", 11), [counter("FAULTLINE-1", 5), counter("FAULTLINE-2", 1)]);
    ledger.record(processOf("n1", 99), [counter("FAULTLINE-1", 2)]);
    expect(ledger.dropped("10.208.0.12", "n1")).toBe(8);
  });

  it("counts a rule once, however often it is read", () => {
    const ledger = new PacketLedger();
    ledger.record(processOf("n1", 11), [counter("FAULTLINE-1", 5)]);
    ledger.record(processOf("n1", 11), [counter("FAULTLINE-1", 6)]);
    expect(ledger.dropped("10.208.0.12", "n1")).toBe(6);
    expect(ledger.dropped("10.208.0.12", "n2")).toBe(0);
  });
});
