// One comparison of a streaming checker with the oracle: whether it reports at the first bad event, and never wrongly.
import { onlineChecker } from "../../src/checkers/linearizable/online/online.ts";
import type { OnlineChecker } from "../../src/checkers/linearizable/online/stream.ts";
import { type History, historyOf } from "../../src/core/history.ts";
import type { Json } from "../../src/core/json.ts";
import { isLinearizable } from "./linearizable.ts";

export interface OnlineComparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  readonly ended: "violation" | "linearizable" | "deferred";
}

/** `checker` takes the place of the model's own: a broken one, say. */
export function compareOnline(
  model: string,
  initial: Json | undefined,
  history: History,
  checker: OnlineChecker | null = onlineChecker({
    model,
    ...(initial === undefined ? {} : { initial }),
  }),
): OnlineComparison {
  if (checker === null) throw new Error(`${model} has no streaming form`);
  const events = [...history];
  const isLegal = (length: number): boolean =>
    isLinearizable(model, historyOf(events.slice(0, length)).operations(), initial);
  for (const [position, event] of events.entries()) {
    const exact = checker.state === "checking";
    const violation = checker.push(event);
    if (violation === null) continue;
    const what = `reports at event ${String(position)}: ${violation.because} (${violation.ops.join(", ")})`;
    const wrong = isLegal(position + 1)
      ? `${what}, wrongly`
      : exact && !isLegal(position)
        ? `${what}, too late`
        : violation.event === position && violation.ops.every((op) => events[op]?.type === "invoke")
          ? null
          : `${what}, and names no calls`;
    return { problem: wrong === null ? null : told(wrong, history), ended: "violation" };
  }
  if (checker.state === "deferred") return { problem: null, ended: "deferred" };
  const problem = isLegal(events.length) ? null : told("reports nothing", history);
  return { problem, ended: "linearizable" };
}

const told = (what: string, history: History): string =>
  `${what}\n${[...history].map((event) => JSON.stringify(event)).join("\n")}`;
