// Test projects: what needs nothing (unit), local processes, a Docker engine, a browser.
import { defineConfig } from "vitest/config";

const project = (
  name: string,
  include: readonly string[],
  testTimeout: number,
  exclude: readonly string[] = [],
) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    exclude: [...exclude],
    testTimeout,
    hookTimeout: testTimeout,
    environment: "node" as const,
  },
});

const ELSEWHERE = ["process", "docker", "browser", "mutation"].map((name) => `test/${name}/**`);

export default defineConfig({
  resolve: { conditions: ["faultline-source"] },
  ssr: { resolve: { conditions: ["faultline-source"] } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      project("unit", ["test/**/*.test.ts"], 15_000, ELSEWHERE),
      project("process", ["test/process/**/*.test.ts", "test/mutation/**/*.test.ts"], 120_000),
      project("docker", ["test/docker/**/*.test.ts"], 300_000),
      project("browser", ["test/browser/**/*.test.ts"], 120_000),
    ],
  },
});
