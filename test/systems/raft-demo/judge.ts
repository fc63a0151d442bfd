// The verdict on a history of registers or of transactions, as a run would get it.
import type { Checker } from "../../../src/checkers/checker.ts";
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import { transactional } from "../../../src/checkers/transactional/transactional.ts";
import type { History } from "../../../src/core/history.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import type { Verdict } from "../../../src/core/verdict.ts";

export const judge = (history: History): Promise<Verdict> =>
  judgedBy(linearizable({ model: "cas-register" }), history);

export const judgeTransactions = (history: History): Promise<Verdict> =>
  judgedBy(transactional("list", {}), history);

/** With what strict serializability implies of the versions of a key. */
export const judgeRegisterTransactions = (history: History): Promise<Verdict> =>
  judgedBy(transactional("register", { wfrKeys: true, linearizableKeys: true }), history);

const judgedBy = (checker: Checker, history: History): Promise<Verdict> =>
  checker.check(history, {
    signal: new AbortController().signal,
    random: randomOf(seed(0)),
    memoryLimitBytes: 512 * 1024 * 1024,
    timeLimitMs: 20_000,
    logs: [],
    loadWindow: null,
  });
