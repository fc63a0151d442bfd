// The limits under which benchmarks check.
import type { CheckContext } from "../../src/checkers/checker.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";

const BYTES_PER_MB = 1024 * 1024;

export const contextOf = (capMs: number, memoryMb: number): CheckContext => ({
  signal: new AbortController().signal,
  random: randomOf(seed(1)),
  memoryLimitBytes: memoryMb * BYTES_PER_MB,
  timeLimitMs: capMs,
  logs: [],
  loadWindow: null,
});
