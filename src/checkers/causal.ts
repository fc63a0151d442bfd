// The `causal` checker: causal consistency (CC) of registers with distinct values, by the bad patterns of Bouajjani, Enea, Guerraoui,
// Hamza, "On verifying causal consistency", POPL 2017, found with vector clocks. It is all four session guarantees, across keys.
import type { CheckContext, Checker } from "./checker.ts";
import { CausalPast } from "./keyed/causal-past.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";

/** `write` a value that no other write of the key has; `read` answers with a value, null before the first write. */
export const causal = (options: KeyedOptions = {}): Checker =>
  keyedChecker(
    { name: "causal", functions: ["write", "read"], observations: "reads", whole: true, judge },
    options,
  );

/** Of the memory that a checker may use, this is for clocks. */
const CLOCK_SHARE = 0.5;

function judge(object: ObjectHistory, found: Findings, context: CheckContext): void {
  const past = CausalPast.of(object, context.memoryLimitBytes * CLOCK_SHARE);
  if (typeof past === "string") {
    found.doubtThat(past === "twice" ? "unsupported" : "memory", WHY[past]);
    return;
  }
  let reads = 0;
  for (const event of object.events) {
    if (object.f(event) === "write") {
      if (object.isCall(event)) past.write(event);
    } else if (!object.isCall(event) && object.isOk(event)) {
      reads++;
      judgeRead(object, past, event, found);
    }
  }
  found.observations += reads;
  found.count("reads", reads);
  found.count("writes", past.writes);
  found.count("processes", past.processes);
}

const WHY = {
  twice: "a value was written twice to one key, so that a read does not tell its write",
  memory:
    "a clock with an entry per process for every write does not fit into memory; fewer crashed processes would",
} as const;

/** A read must not see a write that another, which it knows of, had overwritten. */
function judgeRead(object: ObjectHistory, past: CausalPast, event: number, found: Findings): void {
  const write = past.sourceOf(event);
  const read = object.otherHalf(event);
  const saw = `the read at event ${String(event)} by process ${String(object.process(event))} saw ${past.show(event)}`;
  if (write === "aborted" || write === "nowhere") {
    const kind = write === "aborted" ? "aborted-read" : "unwritten-read";
    const what = write === "aborted" ? "whose write had failed" : "which nobody had written";
    found.anomaly(kind, () => ({ says: `${saw}, ${what}`, ops: [read] }));
    return;
  }
  const newer = past.overwriterKnown(event, write);
  if (newer !== null)
    found.anomaly("causal-violation", () => ({
      says: `${saw}, though that process already knew of the write of ${past.show(newer)}, called at event ${String(newer)}, which came after it`,
      ops: [...(write === null ? [] : [write]), newer, read],
    }));
  if (write !== null) past.learn(event, write);
}
