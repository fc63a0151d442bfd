// The engine dies in mid-run: the cluster says so. In a file of its own, as DOCKER_HOST is read once per process.
import { afterAll, beforeAll, expect, it } from "vitest";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import { describeDocker } from "./engine-available.ts";
import { type EngineProxy, startEngineProxy } from "./engine-proxy.ts";
import { leftOf, N1, startSmallCluster } from "./small-cluster.ts";

describeDocker("an engine that is lost in mid-run", () => {
  const direct = process.env["DOCKER_HOST"];
  let proxy: EngineProxy;
  beforeAll(async () => {
    proxy = await startEngineProxy();
    process.env["DOCKER_HOST"] = proxy.host;
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  it("fails the cluster, which can be cleaned up when the engine is back", async () => {
    const { cluster, run } = await startSmallCluster({ nodes: [N1] });
    proxy.kill();
    await expect(cluster.failure).rejects.toMatchObject({
      code: "engine",
      message: expect.stringContaining("is lost") as string,
      hint: expect.stringContaining("faultline clean") as string,
    });
    await expect(dockerBackend.clean(run, [])).rejects.toMatchObject({ code: "engine" });
    if (direct === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = direct;
    expect(await dockerBackend.clean(run, [])).toHaveLength(3);
    expect(await leftOf(run)).toEqual([]);
  });
});
