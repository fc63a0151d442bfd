// Whom a fault that aims at the leader hits.
import { describe, expect, it } from "vitest";
import type { Node } from "../../src/cluster/api.ts";
import { type NodeId, nodeId } from "../../src/core/ids.ts";
import { awaitLeader } from "../../src/runner/leader.ts";
import type { System } from "../../src/systems/system.ts";

const [n1, n2, n3] = [nodeId("n1"), nodeId("n2"), nodeId("n3")];
const node = (id: NodeId, state: Node["state"] = "running"): Node => ({ id, state }) as Node;

/** A system whose nodes answer in turn from `views`; an Error is thrown. */
function systemOf(views: Readonly<Record<string, readonly (NodeId | null | Error)[]>>): System {
  const asked = new Map<string, number>();
  return {
    name: "views",
    ready: () => Promise.resolve(true),
    clients: {},
    leader: ({ id }) => {
      const turn = asked.get(id) ?? 0;
      asked.set(id, turn + 1);
      const answers = views[id] ?? [];
      const answer = answers[Math.min(turn, answers.length - 1)] ?? null;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

const never = new AbortController().signal;

describe("awaitLeader", () => {
  it("takes the answer of most, and leaves out nodes that are down or do not answer", async () => {
    const system = systemOf({
      n1: [n1],
      n2: [n3],
      n3: [n3],
      n4: [new Error("no answer")],
      n5: [n1],
    });
    const nodes = [node(n1), node(n2), node(n3), node(nodeId("n4")), node(nodeId("n5"), "paused")];
    expect(await awaitLeader(system, nodes, never)).toBe(n3);
  });

  it("waits for an election to end", async () => {
    const system = systemOf({ n1: [null, null, n2], n2: [null, null, n2] });
    expect(await awaitLeader(system, [node(n1), node(n2)], never)).toBe(n2);
  });

  it("knows none where the system does not tell, and gives up when the run ends", async () => {
    const { leader: _leader, ...silent } = systemOf({});
    expect(await awaitLeader(silent, [node(n1)], never)).toBeNull();
    const over = AbortSignal.abort();
    expect(await awaitLeader(systemOf({ n1: [null] }), [node(n1)], over)).toBeNull();
  });
});
