// Test projects: what needs nothing (unit), local processes, a Docker engine, a browser.
import { defineConfig } from "vitest/config";

const project = (name: string, include: readonly string[], testTimeout: number) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    testTimeout,
    hookTimeout: testTimeout,
    environment: "node" as const,
  },
});

export default defineConfig({
  resolve: { conditions: ["faultline-source"] },
  ssr: { resolve: { conditions: ["faultline-source"] } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        ...project("unit", ["test/**/*.test.ts"], 15_000),
        test: {
          ...project("unit", ["test/**/*.test.ts"], 15_000).test,
          exclude: ["test/process/**", "test/docker/**", "test/browser/**", "test/mutation/**"],
        },
      },
      project("process", ["test/process/**/*.test.ts", "test/mutation/**/*.test.ts"], 120_000),
      project("docker", ["test/docker/**/*.test.ts"], 300_000),
      project("browser", ["test/browser/**/*.test.ts"], 120_000),
    ],
  },
});
