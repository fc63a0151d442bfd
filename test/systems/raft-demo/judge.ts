// The verdict on a history of registers, as a run would get it.
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import type { History } from "../../../src/core/history.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import type { Verdict } from "../../../src/core/verdict.ts";

const CHECKER = linearizable({ model: "cas-register" });

export const judge = (history: History): Promise<Verdict> =>
  CHECKER.check(history, {
    signal: new AbortController().signal,
    random: randomOf(seed(0)),
    memoryLimitBytes: 512 * 1024 * 1024,
    timeLimitMs: 20_000,
    logs: [],
    loadWindow: null,
  });
