// Adopting containers that somebody else started: the same faults, and afterwards all of them as they were.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Adoption, Cluster, JournalEntry, Node } from "../../src/cluster/api.ts";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import { elementAt } from "../../src/core/assert.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import { type Foreign, startForeign } from "./foreign-containers.ts";
import { leftOf, N1, N2, N3, never, specOf, uniqueRun } from "./small-cluster.ts";

const PORTS = { client: 2379 };

interface Adopted extends AsyncDisposable {
  readonly run: string;
  readonly cluster: Cluster;
  readonly journal: readonly JournalEntry[];
}

async function adopt(adoption: Adoption, nodes = [N1, N2, N3]): Promise<Adopted> {
  const run = uniqueRun();
  const journal: JournalEntry[] = [];
  const cluster = await dockerBackend.start(
    specOf(run, { nodes, container: { adopt: adoption, ports: PORTS } }),
    { signal: never, journal: (entry) => journal.push(entry) },
  );
  return { run, cluster, journal, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
}

const answers = async (node: Node): Promise<boolean> => {
  const url = `${node.address("client").url}/health`;
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    ({ ok }) => ok,
    () => false,
  );
};

const untilAnswers = (node: Node): Promise<true> =>
  waitFor(async () => (await answers(node)) || null, {
    what: `${node.id} to answer`,
    deadlineMs: 20_000,
    everyMs: 100,
  });

/** One of each that outlives its harness: rules, queues, clocks, limits, a pause, a kill. */
async function putFaultsOn({ nodes, network, clocks, resources }: Cluster): Promise<void> {
  await network.cut([{ from: N1, to: N2 }], "cut");
  await network.degrade([{ from: N2, to: N1, quality: { delayMs: 20 } }], "degrade");
  await clocks?.skew([N1], { offsetMs: 60_000 }, "skew");
  await resources?.strain([N1], { what: "cpu", cpus: 0.5 }, "limit");
  await resources?.strain([N2], { what: "cpu-stress", workers: 1 }, "stress");
  await elementAt(nodes, 1).pause();
  await elementAt(nodes, 2).kill();
}

describeDocker("adopted containers", () => {
  let foreign: Foreign;
  beforeAll(async () => (foreign = await startForeign(3)));
  afterAll(() => foreign[Symbol.asyncDispose]());

  it("are nodes in the order of their names, and left as they were", async () => {
    const before = await foreign.states();
    {
      await using adopted = await adopt({ label: foreign.label });
      expect(adopted.cluster.nodes.map(({ id }) => id)).toEqual(["n1", "n2", "n3"]);
      const names = adopted.journal.flatMap((entry) =>
        entry.kind === "adopted" ? [entry.container.name] : [],
      );
      expect(names).toEqual(foreign.names);
      expect((await foreign.states()).map(({ policy }) => policy)).toEqual(["no", "no", "no"]);
      for (const node of adopted.cluster.nodes) expect(await answers(node)).toBe(true);
      await adopted.cluster[Symbol.asyncDispose]();
      expect(await adopted.cluster.leftovers()).toEqual([]);
      expect(adopted.journal.at(-1)).toEqual({ kind: "released", run: adopted.run });
      expect(await leftOf(adopted.run)).toEqual([]);
    }
    expect(await foreign.states()).toEqual(before);
  });

  it("are killed and started at the address that they had, all at once and in any order", async () => {
    const before = await foreign.states();
    {
      await using adopted = await adopt({ containers: [...foreign.names].reverse() });
      const { nodes } = adopted.cluster;
      await Promise.all(nodes.map((node) => node.kill()));
      expect((await foreign.states()).map(({ running }) => running)).toEqual([false, false, false]);
      for (const node of [...nodes].reverse()) await node.start(never);
      expect((await foreign.states()).map(({ address }) => address)).toEqual(
        before.map(({ address }) => address),
      );
      for (const node of nodes) await untilAnswers(node);
    }
    expect(await foreign.states()).toEqual(before);
  });

  it("are cut from each other, and paused", async () => {
    await using adopted = await adopt({ containers: foreign.names });
    const { nodes, network } = adopted.cluster;
    const second = (await foreign.states())[1]?.address ?? "";
    const reaches = (): Promise<boolean> =>
      foreign.succeeds(elementAt(foreign.names, 0), `exec 3<>/dev/tcp/${second}/2379`);
    expect(await reaches()).toBe(true);
    const cut = await network.cut([{ from: N1, to: N2 }], "cut");
    expect(await reaches()).toBe(false);
    expect(await cut.evidence()).toMatchObject({ seen: true });
    await cut[Symbol.asyncDispose]();
    expect(await cut.healed()).toMatchObject({ seen: true });
    expect(await reaches()).toBe(true);
    expect(await elementAt(nodes, 2).pause()).toMatchObject({ seen: true });
    expect(await elementAt(nodes, 2).resume()).toMatchObject({ seen: true });
  });

  it("are put back by the end of a run whose faults still hold", async () => {
    const before = await foreign.states();
    const adopted = await adopt({ containers: foreign.names });
    await putFaultsOn(adopted.cluster);
    await adopted[Symbol.asyncDispose]();
    expect(await adopted.cluster.leftovers()).toEqual([]);
    expect(await foreign.states()).toEqual(before);
  });

  it("are put back by the journal alone, once", async () => {
    const before = await foreign.states();
    const adopted = await adopt({ containers: foreign.names });
    await putFaultsOn(adopted.cluster);
    const cleaned = await dockerBackend.clean(adopted.run, adopted.journal);
    expect(cleaned.join("\n")).toMatch(/chain FAULTLINE-\S+ in table filter of container/);
    const [first = ""] = foreign.names;
    expect(cleaned).toContain(`clock of container ${first}`);
    expect(cleaned).toContain(`limit of container ${first}`);
    expect(cleaned).toContain(`pause of container ${elementAt(foreign.names, 1)}`);
    expect(cleaned).toContain(`stop of container ${elementAt(foreign.names, 2)}`);
    expect(await foreign.states()).toEqual(before);
    expect(await leftOf(adopted.run)).toEqual([]);
    expect(await dockerBackend.clean(adopted.run, adopted.journal)).toEqual([]);
  });

  it("cannot be had by two runs at a time, nor be such that a run made", async () => {
    const [name = ""] = foreign.names;
    await using first = await adopt({ containers: [name] }, [N1]);
    await expect(adopt({ containers: [name] }, [N1])).rejects.toThrow(
      /is adopted by run .* goes on/,
    );
    expect(await answers(elementAt(first.cluster.nodes, 0))).toBe(true);
    expect((await foreign.states())[0]).toMatchObject({ running: true, policy: "no" });
    const agents = (await leftOf(first.run)).map((left) => left.replace("container ", ""));
    await expect(adopt({ containers: agents }, [N1])).rejects.toThrow(/no network|belongs to run/);
  });

  it("must be as many as the scenario has nodes, and must be there", async () => {
    await expect(adopt({ label: foreign.label }, [N1])).rejects.toThrow(
      new RegExp(`has 1 nodes, but 3 containers were found: ${foreign.names.join(", ")}`),
    );
    await expect(adopt({ containers: ["no-such-thing"] }, [N1])).rejects.toThrow(
      "there is no container no-such-thing to adopt",
    );
  });

  it("have no disks of the harness's, and are not made anew: told before anything starts", async () => {
    const start = dockerBackend.start(
      specOf(uniqueRun(), { container: { adopt: { label: foreign.label }, ports: PORTS } }),
      {
        signal: never,
        journal: () => undefined,
        admit: async (supportOf) => {
          expect(await supportOf("pause")).toMatchObject({ supported: true });
          expect(await supportOf("disk")).toMatchObject({ supported: false });
          const rebuild = await supportOf("rebuild");
          throw new Error(rebuild.supported ? "" : rebuild.why);
        },
      },
    );
    await expect(start).rejects.toThrow("an adopted container is not made anew");
    expect((await foreign.states())[0]).toMatchObject({ policy: "unless-stopped" });
  });
});

describeDocker("containers that cannot be adopted, or only by their own address", () => {
  it("without a published port, clients use the container's own", async () => {
    await using foreign = await startForeign(1, { published: false });
    await using adopted = await adopt({ containers: foreign.names }, [N1]);
    const node = elementAt(adopted.cluster.nodes, 0);
    expect(node.address("client").host).toBe((await foreign.states())[0]?.address);
    expect(await answers(node)).toBe(true);
  });

  it("started with --rm: a kill would remove them", async () => {
    await using foreign = await startForeign(1, { autoRemove: true });
    await expect(adopt({ containers: foreign.names }, [N1])).rejects.toThrow("--rm");
  });

  it("of a Compose file are found by its labels, one service or all", async () => {
    const compose = "deploy/test-compose.yml";
    await using _foreign = await startForeign(2, {
      labels: {
        "com.docker.compose.project.config_files": `/elsewhere/base.yml,${process.cwd()}/${compose}`,
        "com.docker.compose.service": "db",
      },
    });
    await using adopted = await adopt({ compose, service: "db" }, [N1, N2]);
    expect(adopted.cluster.nodes).toHaveLength(2);
    expect(adopted.journal.map(({ kind }) => kind)).not.toContain("composed");
    await expect(adopt({ compose, service: "web" }, [N1])).rejects.toThrow(
      "there is no Compose on this host to start it",
    );
  });
});
