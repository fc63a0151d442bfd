// Choosing subnets beside the networks and routes that there are.
import { describe, expect, it } from "vitest";
import {
  freeSubnets,
  MAX_NODES,
  nodeAddress,
  parseCidr,
  parseRoutes,
} from "../../../src/cluster/docker/subnet.ts";

const first = (start: number, cidrs: readonly string[]): string | undefined => {
  const taken = cidrs.map(parseCidr).filter((range) => range !== null);
  for (const subnet of freeSubnets(start, taken)) return subnet;
  return undefined;
};

describe("free subnets", () => {
  it("start where they are told to and wrap around", () => {
    expect(first(0, [])).toBe("10.208.0.0/24");
    expect(first(257, [])).toBe("10.209.1.0/24");
    expect([...freeSubnets(4095, [])].slice(0, 2)).toEqual(["10.223.255.0/24", "10.208.0.0/24"]);
  });

  it("skip what overlaps with a network, be it smaller or larger", () => {
    expect(first(0, ["10.208.0.128/25", "10.208.1.0/24"])).toBe("10.208.2.0/24");
    expect(first(0, ["10.208.0.0/16"])).toBe("10.209.0.0/24");
    expect(first(0, ["10.207.255.0/24", "172.17.0.0/16"])).toBe("10.208.0.0/24");
  });

  it("are none when everything is taken", () => {
    expect(first(0, ["10.0.0.0/8"])).toBeUndefined();
  });
});

it("reads the kernel's routes, the default one left out", () => {
  const table = [
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
    "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
    "tun0\t0000D00A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
    "",
  ].join("\n");
  expect(parseRoutes(table)).toEqual([parseCidr("10.208.0.0/16")]);
});

it("knows no range for what is no IPv4 subnet", () => {
  expect(parseCidr("fd00::/64")).toBeNull();
  expect(parseCidr("")).toBeNull();
});

it("gives every node an address of its own below the broadcast address", () => {
  expect(nodeAddress("10.208.7.0/24", 0)).toBe("10.208.7.11");
  expect(nodeAddress("10.208.7.0/24", MAX_NODES - 1)).toBe("10.208.7.254");
});
