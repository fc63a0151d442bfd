// What faults need of a system: a scenario that asks for more than its system gives is refused by name.
import { expect, test } from "vitest";
import { member } from "../../src/nemesis/member.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { timeline } from "../../src/nemesis/schedule.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { requireOfSystem } from "../../src/scenario/system-needs.ts";
import { etcd } from "../../src/systems/etcd/etcd.ts";
import { raftDemo } from "../../src/systems/raft-demo/raft-demo.ts";
import { nodeIds } from "../nemesis/fake-cluster.ts";

const steps = timeline([
  { at: "1s", fault: kill("one") },
  { at: "2s", fault: member.replace("minority") },
]).schedule({ layout: layoutOf(nodeIds(3)), durationMs: 5_000, random: randomOf(seed(1)) });

test("a fault of membership is refused where the system has no hook for it, naming the fault", () => {
  expect(() => requireOfSystem(raftDemo(), steps)).toThrow(
    '"member.replace minority" needs a hook `membership`, and raft-demo has none',
  );
});

test("nothing is refused that the system gives", () => {
  expect(() => requireOfSystem(etcd(), steps)).not.toThrow();
  expect(() => requireOfSystem(raftDemo(), steps.slice(0, 1))).not.toThrow();
});
