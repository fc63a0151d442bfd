// What becomes of operations in a simulation; stands in for the clients and the system under test.
import { fromMs } from "../core/duration.ts";
import type { Nanos, ProcessId, WorkerId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Random } from "../core/random.ts";

export interface SimulatedCompletion {
  readonly type: "ok" | "fail" | "info";
  readonly afterNs: number;
  /** Default: the value of the request. */
  readonly value?: unknown;
}

/** Pure: the completion of a request, from the request and a source of its own. */
export type CompletionModel = (
  request: AnyRequest,
  op: {
    readonly worker: WorkerId;
    readonly process: ProcessId;
    readonly time: Nanos;
    readonly random: Random;
  },
) => SimulatedCompletion;

const LATENCY_NS = fromMs(10);

/** Everything is `ok` in no time. */
export const instant: CompletionModel = () => ({ type: "ok", afterNs: 0 });

/** Everything is `ok` after 10 ms. */
export const perfect: CompletionModel = () => ({ type: "ok", afterNs: LATENCY_NS });

/** Everything is lost (`info`) after 10 ms: every op ends its process. */
export const allLost: CompletionModel = () => ({ type: "info", afterNs: LATENCY_NS });

/** A third each `ok`, `fail` and `info`, after up to 20 ms. */
export const imperfect: CompletionModel = (_request, { random }) => ({
  type: random.pick(["ok", "fail", "info"] as const),
  afterNs: random.float() * 2 * LATENCY_NS,
});
