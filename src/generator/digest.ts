// The fingerprint of what a generator will ask for: same seed, same digest.
import { createHash } from "node:crypto";
import type { Generator } from "./generator.ts";
import { simulated, type SimulateOptions } from "./simulate.ts";

/** Operations that go into a digest: enough to tell seeds apart, few enough to take no time. */
const MAX_DIGEST_OPS = 10_000;

/** SHA-256 (hex) of the requests, with time and worker, of the first `maxOps` operations in virtual time. */
export function digestOf(generator: Generator, options: SimulateOptions): string {
  const hash = createHash("sha256");
  const maxOps = options.maxOps ?? MAX_DIGEST_OPS;
  for (const { end, worker, event } of simulated(generator, { ...options, maxOps })) {
    if (end === "completion") continue;
    const { time, f, key, value } = event;
    hash.update(`${JSON.stringify([time, worker, f, key ?? null, value ?? null])}\n`);
  }
  return hash.digest("hex");
}
