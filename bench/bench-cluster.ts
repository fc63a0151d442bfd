// Clusters for benchmarks: containers on the Docker engine, by default such as do nothing.
import type { Cluster, ClusterSpec } from "../src/cluster/api.ts";
import { dockerBackend } from "../src/cluster/docker/backend.ts";
import { startRealClock } from "../src/core/real-clock.ts";

/** Containers that sleep; `override` what a benchmark needs otherwise. Needs a Docker engine. */
export function startBenchCluster(
  name: string,
  override: Partial<ClusterSpec> & Pick<ClusterSpec, "nodes">,
): Promise<Cluster> {
  return dockerBackend.start(
    {
      run: `bench-${name}-${String(process.pid)}`,
      system: name,
      container: {
        image: "faultline/etcd:1",
        build: "etcd",
        ports: {},
        command: () => ["sleep", "600"],
      },
      process: null,
      network: null,
      disks: false,
      otherImages: [],
      ready: () => Promise.resolve(true),
      readyTimeoutMs: 60_000,
      seed: 0,
      clock: startRealClock(),
      onLog: () => undefined,
      onWarning: (message) => console.error(message),
      ...override,
    },
    { signal: new AbortController().signal, journal: () => undefined },
  );
}
