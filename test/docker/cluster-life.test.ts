// Clusters of the Docker back end from start to nothing left: failures on the way, neighbours, crashes of the harness.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { dockerBackend, dockerBackendAt } from "../../src/cluster/docker/backend.ts";
import { elementAt } from "../../src/core/assert.ts";
import { HarnessError } from "../../src/core/errors.ts";
import { describeDocker } from "./engine-available.ts";
import {
  etcdContainer,
  leftOf,
  N1,
  N2,
  N3,
  reaches,
  shellContainer,
  specOf,
  startSmallCluster,
  startSpec,
  uniqueRun,
} from "./small-cluster.ts";

const START_DEADLINE_MS = 60_000;
const NO_ENGINE = "unix:///nonexistent/docker.sock";

/** The harness error that a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<HarnessError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof HarnessError) return error;
  throw new Error(`expected a HarnessError, got ${String(error)}`, { cause: error });
}

const alwaysReady = { nodes: [N1], ready: () => Promise.resolve(true) };

describeDocker("a cluster", () => {
  it("leaves nothing behind when it is disposed of, whatever state it is in", async () => {
    const { cluster, run } = await startSmallCluster();
    expect(cluster.engine).toMatch(/^Docker \S+ \(API \d/);
    expect(Object.keys(cluster.images).map((ref) => ref.replace(/agent:\w+$/, "agent"))).toEqual([
      "faultline/agent",
      "faultline/etcd:1",
    ]);
    await cluster.network.cut([{ from: N1, to: N2 }], "left in place");
    await elementAt(cluster.nodes, 0).kill();
    await elementAt(cluster.nodes, 1).pause();
    expect(await cluster.leftovers()).not.toEqual([]);
    await cluster[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    expect(await cluster.leftovers()).toEqual([]);
    expect(await leftOf(run)).toEqual([]);
  });

  it("runs beside another one with addresses and ports of its own", async () => {
    const both = await Promise.all([
      startSmallCluster({ nodes: [N1, N2] }),
      startSmallCluster({ nodes: [N1, N2] }),
    ]);
    try {
      const ports = both.flatMap(({ cluster }) =>
        cluster.nodes.map((node) => node.address("client").port),
      );
      expect(new Set(ports).size).toBe(4);
      expect(new Set(both.flatMap(({ addresses }) => [...addresses.values()])).size).toBe(4);
      await elementAt(both, 0).cluster.network.cut([{ from: N1, to: N2 }], "in the first alone");
      expect(await reaches(elementAt(both, 1), N1, N2)).toBe(true);
    } finally {
      await Promise.all(both.map(({ cluster }) => cluster[Symbol.asyncDispose]()));
    }
  });

  it("fails when a node dies by itself, with its exit code and its last words", async () => {
    const container = shellContainer("sleep 1; echo giving up; exit 3");
    const { cluster } = await startSmallCluster({ ...alwaysReady, container });
    await using _ = cluster;
    const error = await errorOf(cluster.failure);
    expect(error.code).toBe("node");
    expect(error.message).toMatch(/node n1 died by itself with exit code 3:\n {2}giving up$/);
    expect(cluster.nodes[0]?.state).toBe("stopped");
  });
});

describeDocker("a cluster that cannot start", () => {
  it("names the image that is missing", async () => {
    const run = uniqueRun();
    const image = "faultline/no-such-image:1";
    const container = { image, ports: {} };
    const error = await errorOf(startSpec(specOf(run, { container })));
    expect(error).toMatchObject({ code: "image", hint: expect.stringContaining(image) as string });
    expect(await leftOf(run)).toEqual([]);
  });

  it("shows the last lines of a node that does not become ready, and removes the rest", async () => {
    const run = uniqueRun();
    const container = shellContainer("echo waiting for a friend; sleep 60");
    const ready = () => Promise.resolve(false);
    const spec = specOf(run, { container, ready, readyTimeoutMs: 500 });
    const error = await errorOf(startSpec(spec));
    expect(error.code).toBe("node");
    expect(error.message).toMatch(/was not ready within 500 ms:\n {2}waiting for a friend/);
    expect(await leftOf(run)).toEqual([]);
  });

  it("shows the last lines of a node that dies at once", async () => {
    const run = uniqueRun();
    const command = () => ["sh", "-c", "echo no such flag >&2; exit 2"];
    const container = { ...etcdContainer, command };
    const error = await errorOf(startSpec(specOf(run, { container })));
    expect(error.code).toBe("node");
    expect(error.message).toMatch(/n\d died by itself with exit code 2:\n {2}no such flag/);
    expect(await leftOf(run)).toEqual([]);
  });

  it("says what it can inject before any node starts, and starts none when that is not enough", async () => {
    const run = uniqueRun();
    const enough = new HarnessError("unsupported", "not enough");
    let left: Promise<readonly string[]> = Promise.resolve([]);
    const start = dockerBackend.start(specOf(run, alwaysReady), {
      signal: new AbortController().signal,
      journal: () => undefined,
      admit: async (supportOf) => {
        expect(await supportOf("partition")).toMatchObject({ supported: true });
        left = leftOf(run);
        throw enough;
      },
    });
    await expect(start).rejects.toBe(enough);
    expect((await left).filter((name) => name.endsWith("-n1"))).toEqual([]);
    expect(await leftOf(run)).toEqual([]);
  });

  it("stops starting when it is told to, and leaves nothing behind", async () => {
    const run = uniqueRun();
    const controller = new AbortController();
    const ready = () => {
      controller.abort(new Error("enough"));
      return Promise.resolve(false);
    };
    await expect(startSpec(specOf(run, { ready }), controller.signal)).rejects.toThrow("enough");
    expect(await leftOf(run)).toEqual([]);
  });

  it("says which engine it asked when none answers, and what to do", async () => {
    const backend = dockerBackendAt(NO_ENGINE);
    const error = await errorOf(startSpec(specOf(uniqueRun()), undefined, backend));
    expect(error.code).toBe("engine");
    expect(error.message).toContain(NO_ENGINE);
    expect(error.hint).toContain("scripts/engine.sh");
    await expect(backend.clean(null, [])).rejects.toMatchObject({ code: "engine" });
    await expect(backend.probe()).rejects.toMatchObject({ code: "engine" });
  });
});

describeDocker("the back end", () => {
  it("finds by trying that this engine can inject every fault", async () => {
    const support = Object.entries(await dockerBackend.probe());
    expect(support.filter(([, { supported }]) => !supported)).toEqual([]);
  });

  it("cleans up after a harness that was killed, and spares what a living one uses", async () => {
    const living = await startSmallCluster({ nodes: [N3] });
    await using _ = living.cluster;
    const run = uniqueRun();
    const child = spawn(process.execPath, ["test/fixtures/start-and-hang.ts", run], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data", { signal: AbortSignal.timeout(START_DEADLINE_MS) });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await leftOf(run)).not.toEqual([]);
    const removed = await dockerBackend.clean(null, []);
    expect(removed.filter((name) => name.endsWith(`of run ${run}`))).toHaveLength(4);
    expect(await leftOf(run)).toEqual([]);
    expect(await leftOf(living.run)).toHaveLength(3);
  });

  it("cleans up one run by its id, living or not", async () => {
    const { cluster, run } = await startSmallCluster({ nodes: [N1] });
    expect(await dockerBackend.clean(run, [])).toHaveLength(3);
    expect(await dockerBackend.clean(run, [])).toEqual([]);
    await cluster[Symbol.asyncDispose]();
  });
});
