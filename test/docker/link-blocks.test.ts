// Blocks other than drops, and links to clients, on real containers: what a connection sees of each, and of its healing.
import { afterAll, beforeAll, expect, it } from "vitest";
import { CLIENTS, type Link } from "../../src/cluster/api.ts";
import { elementAt } from "../../src/core/assert.ts";
import type { NodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
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

const bothWays = (a: Link["from"], b: Link["from"]): readonly Link[] => [
  { from: a, to: b },
  { from: b, to: a },
];

const REQUEST = "GET /health HTTP/1.1\\r\\nHost: n2\\r\\n";
const GO = "/tmp/go";

describeDocker("a block of links", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startSmallCluster();
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const cut = (...[links, name, block]: Parameters<typeof small.cluster.network.cut>) =>
    small.cluster.network.cut(links, name, block);

  /** What n1 hears from n2 to a request with `padding` bytes in it, on a fresh connection, or why nothing. */
  const ask = async (padding: number): Promise<string> => {
    const target = `/dev/tcp/${small.addresses.get(N2) ?? ""}/2379`;
    const filler = `printf 'X-Padding: %0${String(padding)}d\\r\\n\\r\\n' 0`;
    const { output } = await inNode(
      small.run,
      N1,
      `exec 3<>${target} || exit; echo open; { printf '${REQUEST}'; ${filler}; } | dd bs=64k iflag=fullblock status=none >&3; timeout 1 head -n 1 <&3`,
    );
    return output;
  };

  /** Opens a connection from n1 to n2, sends a byte over it once `meanwhile` is done, and tells what came of it. */
  const askLater = async (meanwhile: () => Promise<void>): Promise<string> => {
    const target = `/dev/tcp/${small.addresses.get(N2) ?? ""}/2379`;
    const asking = inNode(
      small.run,
      N1,
      `rm -f ${GO}; exec 3<>${target}; touch /tmp/opened; until [ -e ${GO} ]; do sleep 0.02; done
       echo >&3; timeout 1 head -n 1 <&3; rm -f /tmp/opened`,
    );
    await waitFor(
      async () => ((await inNode(small.run, N1, "test -e /tmp/opened")).status === 0 ? true : null),
      { what: "n1 to open a connection", deadlineMs: 10_000 },
    );
    await meanwhile();
    await inNode(small.run, N1, `touch ${GO}`);
    return (await asking).output;
  };

  it("by reset breaks open connections and refuses new ones, at once", async () => {
    await using reset = await cut(bothWays(N1, N2), "reset", { how: "reset" });
    expect(await ask(1)).toMatch(/refused/);
    await reset[Symbol.asyncDispose]();
    await using held = new AsyncDisposableStack();
    const heard = await askLater(async () => {
      held.use(await cut(bothWays(N1, N2), "again", { how: "reset" }));
    });
    expect(heard).toMatch(/Connection reset by peer/);
    expect(await reaches(small, N1, N3)).toBe(true);
    await held.disposeAsync();
    expect(await ask(1)).toMatch(/200 OK/);
  });

  it("half open lets connections open and loses what one side then sends", async () => {
    await using block = await cut([{ from: N1, to: N2 }], "half-open", { how: "half-open" });
    expect(await block.evidence()).toMatchObject({ seen: false });
    const heard = await ask(1);
    expect(heard).toMatch(/^open/);
    expect(heard).not.toMatch(/200/);
    expect(await block.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^dropped [1-9]\d* packets of open connections/) as string,
    });
    await block[Symbol.asyncDispose]();
    expect(await block.healed()).toMatchObject({ seen: true });
    expect(await ask(1)).toMatch(/200 OK/);
  });

  it("of large packets lets small ones pass", async () => {
    const mtu = { how: "mtu", bytes: 1200 } as const;
    await using block = await cut(bothWays(N1, N2), "mtu", mtu);
    expect(await ask(500)).toMatch(/200 OK/);
    expect(await block.evidence()).toMatchObject({ seen: false });
    expect(await ask(4000)).not.toMatch(/200/);
    expect(await block.evidence()).toMatchObject({ seen: true });
    await block[Symbol.asyncDispose]();
    expect(await ask(4000)).toMatch(/200 OK/);
  });

  it("sees its own packets beside a wider one", async () => {
    await using _drop = await cut([{ from: N1, to: N2 }], "drop");
    await using reset = await cut([{ from: N1, to: N2 }], "reset", { how: "reset" });
    await reaches(small, N1, N2);
    expect(await reset.evidence()).toMatchObject({ seen: true });
  });

  it("between clients and a node leaves its peers alone", async () => {
    await using block = await cut(bothWays(CLIENTS, N1), "clients");
    expect(await serves(small, N1)).toBe(false);
    expect(await serves(small, N2)).toBe(true);
    expect(await reaches(small, N2, N1)).toBe(true);
    expect(await reaches(small, N1, N2)).toBe(true);
    expect(await block.evidence()).toMatchObject({ seen: true });
    await block[Symbol.asyncDispose]();
    expect(await serves(small, N1)).toBe(true);
  });

  it.each([
    ["requests", { from: CLIENTS, to: N1 }],
    ["replies", { from: N1, to: CLIENTS }],
  ] as const)("of %s alone is proven on that one way", async (_what, link) => {
    await using block = await cut([link], "one way");
    expect(await serves(small, N1)).toBe(false);
    expect(await block.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/packets on 1 links$/) as string,
    });
    await block[Symbol.asyncDispose]();
    expect(await serves(small, N1)).toBe(true);
  });

  it("between clients and a node holds over its restart and heals when it is dead", async () => {
    const node = elementAt(small.cluster.nodes, 0);
    const block = await cut(bothWays(CLIENTS, N1), "clients");
    await node.kill();
    await node.start(never);
    await untilReached(N2, N1);
    expect(await serves(small, N1)).toBe(false);
    await node.kill();
    await block[Symbol.asyncDispose]();
    expect(await block.healed()).toMatchObject({ seen: true });
    await node.start(never);
    await waitFor(async () => ((await serves(small, N1)) ? true : null), {
      what: "n1 to serve",
      deadlineMs: 20_000,
    });
  });

  const untilReached = (from: NodeId, to: NodeId): Promise<true> =>
    waitFor(async () => ((await reaches(small, from, to)) ? true : null), {
      what: `${from} to reach ${to}`,
      deadlineMs: 20_000,
    });
});
