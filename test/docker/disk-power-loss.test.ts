// Power loss on real disks: what was synced stays, what was not is gone, and the node comes back.
import { expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { describeDocker } from "./engine-available.ts";
import { countKeys, DATA, disksOf, setKeys, startRedis } from "./redis-cluster.ts";
import { inNode, N1 } from "./small-cluster.ts";

const KEYS = 200;
const SECTOR = 512;
const FILE_BYTES = 64 * SECTOR;
const HOW = { how: "power-loss", torn: false } as const;

describeDocker("power loss", () => {
  it("takes what Redis acknowledged without a sync, and says how much", async () => {
    const { cluster } = await startRedis("no", { nodes: [N1] });
    await using _ = cluster;
    const node = elementAt(cluster.nodes, 0);
    await setKeys(node, KEYS);
    const fault = await disksOf(cluster).damage([N1], HOW, "power loss", 1);
    expect(node.state).toBe("stopped");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /killed; 1 files are not as it had left them, [\d.]+ kB shorter/,
      ) as string,
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await countKeys(node)).toBe(0);
  });

  it("takes nothing of what Redis synced before it acknowledged", async () => {
    const { cluster } = await startRedis("always", { nodes: [N1] });
    await using _ = cluster;
    const node = elementAt(cluster.nodes, 0);
    await setKeys(node, KEYS);
    {
      await using fault = await disksOf(cluster).damage([N1], HOW, "power loss", 1);
      expect(await fault.evidence()).toMatchObject({ seen: true });
    }
    expect(await countKeys(node)).toBe(KEYS);
  });

  it("torn, lets some sectors of what was not synced arrive, each as a whole, and no synced byte is lost", async () => {
    const { cluster, run } = await startRedis("always", { nodes: [N1] });
    await using _ = cluster;
    const node = elementAt(cluster.nodes, 0);
    await setKeys(node, KEYS);
    const fill = (letter: string): string =>
      `head -c ${String(FILE_BYTES)} /dev/zero | tr '\\0' ${letter}`;
    const files = `cd ${DATA}; ${fill("a")} >over; ${fill("a")} >longer; sync over longer`;
    await inNode(
      run,
      N1,
      `${files}; ${fill("b")} | dd conv=notrunc of=over; ${fill("b")} >>longer`,
    );
    const fault = await disksOf(cluster).damage([N1], { how: "power-loss", torn: true }, "torn", 3);
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /of that, [1-9]\d* of \d+ sectors and \d+ of \d+ bytes at the ends of files arrived$/,
      ) as string,
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await countKeys(node)).toBe(KEYS);
    const read = async (file: string) => (await inNode(run, N1, `cat ${DATA}/${file}`)).output;
    const over = sectorsOf(await read("over"));
    expect(over).toHaveLength(FILE_BYTES / SECTOR);
    expect(new Set(over)).toEqual(new Set(["a".repeat(SECTOR), "b".repeat(SECTOR)]));
    expect(await read("longer")).toMatch(new RegExp(`^a{${String(FILE_BYTES)}}b*$`));
  });
});

const sectorsOf = (text: string): readonly string[] =>
  text.match(new RegExp(`.{1,${String(SECTOR)}}`, "gs")) ?? [];
