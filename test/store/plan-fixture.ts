// A plan and a manifest for tests that need some.
import type { Manifest, Plan } from "../../src/core/plan.ts";

export const planFixture: Plan = {
  format: "faultline-plan",
  version: 1,
  run: "20260102t030405z-7-1-abcdef",
  scenario: "demo/register",
  file: "demo.scenario.ts",
  description: "a test",
  tags: [],
  seed: 7,
  backend: "process",
  system: { name: "demo", image: null },
  nodes: ["n1", "n2", "n3"],
  workload: { name: "register", options: {} },
  checkers: [{ checker: "assumptions" }],
  faults: [],
  rate: 10,
  concurrency: 2,
  durationMs: 1000,
  recoveryMs: 0,
  opTimeoutMs: 1000,
  expect: "valid",
  digest: "00",
  versions: { faultline: "0.1.0", node: "26.0.0" },
  replay: "npx faultline run demo.scenario.ts --seed 7",
};

export const manifestFixture: Manifest = {
  format: "faultline-manifest",
  version: 1,
  status: "running",
  phase: "running",
  started: "2026-01-02T03:04:05.000Z",
  finished: null,
  host: { kernel: "Linux 6 x64", cpus: 2, memoryBytes: 1 },
  engine: null,
  images: {},
  load: null,
  error: null,
  leftovers: [],
};
