// The context that tests hand to checkers.
import type { CheckContext } from "../../src/checkers/checker.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";

export const checkContext = (changes: Partial<CheckContext> = {}): CheckContext => ({
  signal: new AbortController().signal,
  random: randomOf(seed(1)),
  memoryLimitBytes: 1 << 28,
  timeLimitMs: 10_000,
  logs: [],
  loadWindow: null,
  ...changes,
});
