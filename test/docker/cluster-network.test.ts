// Cuts of the Docker back end: that they bite, compose, outlive restarts, heal, and prove all of it.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Link } from "../../src/cluster/api.ts";
import type { NodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { elementAt } from "../../src/core/assert.ts";
import { describeDocker } from "./engine-available.ts";
import {
  inNode,
  N1,
  N2,
  N3,
  never,
  reaches,
  serves,
  type SmallCluster,
  startSmallCluster,
} from "./small-cluster.ts";

const bothWays = (a: NodeId, b: NodeId): readonly Link[] => [
  { from: a, to: b },
  { from: b, to: a },
];

describeDocker("a cut", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startSmallCluster();
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(small.cluster.nodes, index);

  it("stops what goes between its nodes, and nothing else", async () => {
    await using _cut = await small.cluster.network.cut(bothWays(N1, N2), "n1|n2");
    expect(await reaches(small, N1, N2)).toBe(false);
    expect(await reaches(small, N2, N1)).toBe(false);
    expect(await reaches(small, N1, N3)).toBe(true);
    expect(await serves(small, N1)).toBe(true);
  });

  it("shows packets as evidence that it bit and the chain gone as evidence that it healed", async () => {
    const cut = await small.cluster.network.cut(bothWays(N1, N2), "n1|n2");
    await reaches(small, N1, N2);
    expect(await cut.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^dropped [1-9]\d* packets on 1 of 2 links$/) as string,
    });
    expect(await cut.healed()).toMatchObject({ seen: false });
    await cut[Symbol.asyncDispose]();
    await cut[Symbol.asyncDispose]();
    expect(await cut.healed()).toEqual({
      seen: true,
      detail: "the rules are gone on 2 running nodes",
    });
    expect(await cut.evidence()).toMatchObject({ seen: true });
    expect(await reaches(small, N1, N2)).toBe(true);
  });

  it("has no evidence when nobody sent anything over it", async () => {
    await using cut = await small.cluster.network.cut(bothWays(N1, N2), "n1|n2");
    expect(await cut.evidence()).toEqual({
      seen: false,
      why: "no packet was dropped: nobody sent any over the 2 links",
    });
  });

  it("in one direction lets the other one through", async () => {
    await using _cut = await small.cluster.network.cut([{ from: N1, to: N2 }], "n1 to n2");
    // n2's first packet arrives at n1, where the handshake then hangs: state 03 is SYN_RECV.
    const halfOpen = "grep -hE ' 03 ' /proc/net/tcp /proc/net/tcp6";
    const dialling = reaches(small, N2, N1);
    await waitFor(
      async () => ((await inNode(small.run, N1, halfOpen)).status === 0 ? true : null),
      {
        what: "n1 to hear n2",
        deadlineMs: 5_000,
      },
    );
    expect(await dialling).toBe(false);
    const dialled = reaches(small, N1, N2);
    expect((await inNode(small.run, N2, halfOpen)).status).toBe(1);
    expect(await dialled).toBe(false);
  });

  it("holds beside another one on the same link until both are healed", async () => {
    const first = await small.cluster.network.cut(bothWays(N1, N2), "first");
    const second = await small.cluster.network.cut(
      [...bothWays(N1, N2), ...bothWays(N1, N3)],
      "second",
    );
    await reaches(small, N1, N2);
    expect([await first.evidence(), await second.evidence()]).toMatchObject([
      { seen: true },
      { seen: true },
    ]);
    await first[Symbol.asyncDispose]();
    expect(await reaches(small, N1, N2)).toBe(false);
    await second[Symbol.asyncDispose]();
    expect(await reaches(small, N1, N2)).toBe(true);
    expect(await reaches(small, N3, N1)).toBe(true);
  });

  it("still holds when its node was killed and started again", async () => {
    const cut = await small.cluster.network.cut(bothWays(N1, N2), "n1|n2");
    await reaches(small, N1, N2);
    const before = await cut.evidence();
    await node(1).kill();
    await node(1).start(never);
    expect(await reaches(small, N2, N1)).toBe(false);
    expect(await reaches(small, N1, N2)).toBe(false);
    expect(await reaches(small, N2, N3)).toBe(true);
    expect(packetsOf(await cut.evidence())).toBeGreaterThan(packetsOf(before));
    await cut[Symbol.asyncDispose]();
    expect(await cut.healed()).toMatchObject({ seen: true });
    expect(await reaches(small, N2, N1)).toBe(true);
    await untilServes(N2);
  });

  it("lets no packet through while its node starts", async () => {
    await using _cut = await small.cluster.network.cut([{ from: N1, to: N2 }], "n1 to n2");
    // n1 hears n2's answers: a single packet that comes through shows as a refused or an open connection.
    const target = `/dev/tcp/${small.addresses.get(N2) ?? ""}/2379`;
    const knock = `timeout 0.1 bash -c 'exec 3<>${target} && echo open' 2>&1`;
    const knocking = inNode(
      small.run,
      N1,
      `until [ -e /tmp/enough ]; do ${knock} & sleep 0.01; done`,
    );
    await reaches(small, N1, N2);
    await node(1).kill();
    await node(1).start(never);
    await untilServes(N2);
    await inNode(small.run, N1, "touch /tmp/enough");
    expect((await knocking).output).not.toMatch(/open|refused/);
  });

  it("heals when one of its nodes is dead and another one paused", async () => {
    const cut = await small.cluster.network.cut(
      [...bothWays(N1, N2), ...bothWays(N2, N3)],
      "around n2",
    );
    await node(1).kill();
    await node(2).pause();
    await cut[Symbol.asyncDispose]();
    expect(await cut.healed()).toEqual({
      seen: true,
      detail: "the rules are gone on 2 running nodes",
    });
    await node(2).resume();
    await node(1).start(never);
    expect(await reaches(small, N2, N1)).toBe(true);
    expect(await reaches(small, N3, N1)).toBe(true);
    await untilServes(N2);
  });

  it("of a stopped node takes hold when the node starts", async () => {
    await node(0).kill();
    const cut = await small.cluster.network.cut(bothWays(N1, N2), "n1|n2");
    await node(0).start(never);
    expect(await reaches(small, N1, N2)).toBe(false);
    await cut[Symbol.asyncDispose]();
    expect(await reaches(small, N1, N2)).toBe(true);
    await untilServes(N1);
  });

  const untilServes = (id: NodeId): Promise<true> =>
    waitFor(async () => ((await serves(small, id)) ? true : null), {
      what: `${id} to serve`,
      deadlineMs: 10_000,
    });
});

const packetsOf = (evidence: object): number =>
  Number(/dropped (\d+) packets/.exec(JSON.stringify(evidence))?.[1] ?? 0);
