// Synthetic histories are the same, byte for byte, as those that the recorded figures were measured with.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syntheticHistory } from "../../bench/linearizability/synthetic-history.ts";

/** The generator of the recorded figures, where it is beside the project. */
const GENERATOR = join(import.meta.dirname, "../../../shared/conformance/gen.mjs");
const there = existsSync(GENERATOR);

const DIGESTS = [
  ["register", "a49dd303c03f678b"],
  ["cas", "20bf45284eff300e"],
  ["cas5", "d334ee7626c02d41"],
  ["kv", "b692c0d3273ec9ef"],
  ["queue", "a6a457bdef16c18f"],
  ["set", "9918449a1ff4f31d"],
] as const;
const SHAPE = { operations: 1000, concurrency: 10, infoPercent: 5, valid: false };

test.each(DIGESTS)("%s gives the bytes that it always gave", (system, digest) => {
  const text = [...syntheticHistory({ ...SHAPE, system })].join("\n");
  const hash = createHash("sha256").update(`${text}\n`).digest("hex");
  expect(hash.slice(0, digest.length)).toBe(digest);
});

if (!there)
  test.skip("the generator of the recorded figures: skipped, ../shared/conformance is not there", () =>
    undefined);

test.each(there ? DIGESTS : [])("%s gives the bytes of that generator", (system) => {
  const shapes = [
    { operations: 1000, concurrency: 20, infoPercent: 0, valid: true },
    { operations: 3000, concurrency: 5, infoPercent: 1, valid: false },
  ];
  for (const shape of shapes) {
    const { operations, concurrency, infoPercent, valid } = shape;
    const args = [operations, concurrency, infoPercent, valid ? "valid" : "invalid", 1].map(String);
    const theirs = execFileSync(process.execPath, [GENERATOR, system, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 24,
    });
    const ours = [...syntheticHistory({ ...shape, system })].map((line) => `${line}\n`);
    expect(ours.join("") === theirs).toBe(true);
  }
});
