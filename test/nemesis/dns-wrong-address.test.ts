// The fault "dns-wrong-address": who is misled about whom, as the seed decides, until it is healed.
import { expect, test } from "vitest";
import { nodeId } from "../../src/core/ids.ts";
import { dns } from "../../src/nemesis/dns.ts";
import { dnsWrongAddressKind } from "../../src/nemesis/dns-wrong-address.ts";
import { supervise } from "./supervised.ts";

test("the askers are misled about the names in question until it is healed", async () => {
  const run = supervise([dns.wrongAddress({ nodes: ["n1"] }, { about: { nodes: ["n2"] } })]);
  await run.inject(0);
  expect(run.cluster.names.misled.get("dns-wrong-address")).toEqual({
    askers: [nodeId("n1")],
    about: [nodeId("n2")],
    fault: { how: "wrong-address" },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "3 queries were misled" });
  expect(window.healed).toEqual({ seen: true, detail: "they are told the truth" });
  expect(run.cluster.names.misled.size).toBe(0);
});

test("the names of all nodes are meant unless told otherwise", async () => {
  const run = supervise([dns.wrongAddress("leader")], { leader: "n2" });
  await run.inject(0);
  expect(run.cluster.names.misled.get("dns-wrong-address")).toMatchObject({
    askers: ["n2"],
    about: ["n1", "n2", "n3"],
  });
});

test("its parameters are told in words", () => {
  expect(dnsWrongAddressKind.describe?.({ about: ["n1", "n2"] }, [])).toEqual(["about n1 n2"]);
});
