// The fault "dns-slow": who is misled about whom, as the seed decides, until it is healed.
import { expect, test } from "vitest";
import { nodeId } from "../../src/core/ids.ts";
import { dns } from "../../src/nemesis/dns.ts";
import { dnsSlowKind } from "../../src/nemesis/dns-slow.ts";
import { supervise } from "./supervised.ts";

test("the askers are misled about the names in question until it is healed", async () => {
  const run = supervise([dns.slow({ nodes: ["n1"] }, { delay: "2s", about: { nodes: ["n2"] } })]);
  await run.inject(0);
  expect(run.cluster.names.misled.get("dns-slow")).toEqual({
    askers: [nodeId("n1")],
    about: [nodeId("n2")],
    fault: { how: "slow", delayMs: 2000 },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "3 queries were misled" });
  expect(window.healed).toEqual({ seen: true, detail: "they are told the truth" });
  expect(run.cluster.names.misled.size).toBe(0);
});

test("the names of all nodes are meant unless told otherwise", async () => {
  const run = supervise([dns.slow("leader", { delay: "1s" })], { leader: "n2" });
  await run.inject(0);
  expect(run.cluster.names.misled.get("dns-slow")).toMatchObject({
    askers: ["n2"],
    about: ["n1", "n2", "n3"],
  });
});

test("its parameters are told in words", () => {
  expect(dnsSlowKind.describe?.({ delayMs: 2000, about: ["n1", "n2"] }, [])).toEqual([
    "about n1 n2",
    "2.0 s late",
  ]);
});

test("no delay at all is refused", () => {
  expect(() => dns.slow("one", { delay: "0s" })).toThrow(/no time at all/);
});
