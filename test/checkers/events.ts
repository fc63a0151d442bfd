// Shorthand for hand-made histories: a line an event, one second apart.
import type { FaultWindow } from "../../src/core/fault.ts";
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, nodeId, processId } from "../../src/core/ids.ts";
import type { EventType, Key, OpError } from "../../src/core/op.ts";

type Line = readonly [
  process: number,
  type: EventType,
  f: string,
  value?: unknown,
  more?: { readonly key?: Key; readonly error?: OpError },
];

export const SECOND = 1e9;

/** Event i happens at second i. */
export function historyOf(lines: readonly Line[], faults: readonly FaultWindow[] = []): History {
  const builder = new HistoryBuilder();
  for (const [i, [process, type, f, value = null, more = {}]] of lines.entries())
    builder.append({
      process: processId(process),
      type,
      f,
      value,
      time: nanos(i * SECOND),
      ...more,
    });
  return builder.build(faults);
}

/** A fault that bit and healed, from and to a second. */
export const faultAt = (
  from: number,
  to: number,
  changes: Partial<FaultWindow> = {},
): FaultWindow => ({
  id: 0,
  kind: "kill",
  name: "kill leader",
  targets: [nodeId("n1")],
  start: nanos(from * SECOND),
  end: nanos(to * SECOND),
  evidence: { seen: true, detail: "pid 7 is gone" },
  healed: { seen: true, detail: "pid 8 answers" },
  ...changes,
});

/** `count` reads by process 0, one after the other. */
export const reads = (count: number): readonly Line[] =>
  Array.from({ length: count }).flatMap((): Line[] => [
    [0, "invoke", "read"],
    [0, "ok", "read", 1],
  ]);
