// A workload against a system in memory, in virtual time: load, final reads, and what its own checkers say.
import { checkerOf } from "../../src/checkers/registry.ts";
import { HistoryBuilder } from "../../src/core/history.ts";
import { processId, seed } from "../../src/core/ids.ts";
import type { AnyRequest, HistoryEvent, OpSpec } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import type { Generator } from "../../src/generator/generator.ts";
import { simulate } from "../../src/generator/simulate.ts";
import type { Workload } from "../../src/workloads/workload.ts";
import { checkContext } from "../checkers/check-context.ts";

/** Carries a request out and answers; undefined: it certainly did nothing. Takes effect at the call. `calm`: the load is over. */
export type Subject = (
  request: AnyRequest,
  by: { readonly process: number; readonly calm: boolean },
) => unknown;

interface Run {
  readonly from?: number;
  readonly ops?: number;
  readonly concurrency?: number;
}

export interface JudgedRun {
  readonly events: readonly HistoryEvent[];
  /** By checker: the kinds of its anomalies, or "valid", or "unknown: reason". */
  readonly verdicts: Readonly<Record<string, string>>;
}

/** Processes of the final phase are others than those of the load. */
const FINAL_PROCESSES = 1_000_000;

/** One answer in eight is lost, one request in sixteen refused; at the end all is calm. */
export async function judgedRun<S extends OpSpec>(
  workload: Workload<string, S>,
  subject: Subject,
  { from = 1, ops = 600, concurrency = 6 }: Run = {},
): Promise<JudgedRun> {
  const run = (generator: Generator | undefined, complete: CompletionModel, maxOps: number) =>
    generator === undefined
      ? []
      : simulate(generator, { concurrency, random: randomOf(seed(from)), complete, maxOps });
  const load = run(workload.generator(concurrency), stormy(subject), ops);
  const calm = run(workload.final?.(concurrency), answering(subject, true), 50_000);
  const later = calm.map((event) => ({
    ...event,
    process: processId(Number(event.process) + FINAL_PROCESSES),
  }));
  const events = [...load, ...later];
  const builder = new HistoryBuilder();
  for (const event of events) builder.append(event);
  const history = builder.build();
  const verdicts: Record<string, string> = {};
  for (const spec of workload.checkers) {
    const checker = "check" in spec ? spec : checkerOf(spec);
    const verdict = await checker.check(history, checkContext());
    if (verdict.valid === false)
      verdicts[checker.name] = verdict.anomalies.map(({ kind }) => kind).join(" ");
    else verdicts[checker.name] = verdict.valid === true ? "valid" : `unknown: ${verdict.reason}`;
  }
  return { events, verdicts };
}

const answering =
  (subject: Subject, calm: boolean): CompletionModel =>
  (request, { process, random }) => {
    const afterNs = random.fork("latency").float() * 2e7;
    const value = subject(request, { process, calm });
    return value === undefined ? { type: "fail", afterNs } : { type: "ok", afterNs, value };
  };

function stormy(subject: Subject): CompletionModel {
  const calm = answering(subject, false);
  return (request, op) => {
    const fate = op.random.fork("fate").float();
    if (fate < 1 / 16) return { type: "fail", afterNs: 1e6 };
    if (fate < 2 / 16) return { type: "info", afterNs: 2e7 };
    const { type, afterNs, value } = calm(request, op);
    return fate < 3 / 16 ? { type: "info", afterNs } : { type, afterNs, value };
  };
}

export const invocations = (events: readonly HistoryEvent[]): readonly HistoryEvent[] =>
  events.filter((event) => event.type === "invoke");
