// Random small histories of registers whose reads are guesses: of all values that anyone writes to the key, one that may fit. Nothing
// of them comes from a working system, so that the last choices decide; values may be written twice.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { Random } from "../../src/core/random.ts";
import type { Micro } from "./serializable.ts";

const KEYS = ["x", "y", "z"];

export interface GuessOptions {
  readonly maxTxns: number;
  /** Whether two writes may write one value. */
  readonly repeats: boolean;
}

/** At most `maxTxns` transactions of one to four micro-operations by four clients. */
export function randomGuesses(random: Random, { maxTxns, repeats }: GuessOptions): History {
  let drawn = 0;
  const roll = (sides: number): number => random.at(drawn++).int(0, sides - 1);
  const keys = KEYS.slice(0, 1 + roll(KEYS.length));
  const count = 2 + roll(maxTxns - 1);
  const asked: (readonly Micro[])[] = [];
  let value = 0;
  for (let i = 0; i < count; i++)
    asked.push(
      Array.from({ length: 1 + roll(4) }, (): Micro => {
        const key = keys[roll(keys.length)] as string;
        return roll(2) === 0 ? ["r", key, null] : ["w", key, repeats ? roll(4) : ++value];
      }),
    );
  return eventsOf(asked, roll, (micros) => answered(micros, asked, roll));
}

function answered(
  micros: readonly Micro[],
  all: readonly (readonly Micro[])[],
  roll: (sides: number) => number,
): readonly Micro[] {
  const seen = new Map<unknown, unknown>();
  return micros.map(([f, key, value]): Micro => {
    if (f === "w") seen.set(key, value);
    else if (!seen.has(key) || roll(40) === 0) {
      const written = all
        .filter((other) => other !== micros)
        .map((other) => other.findLast((micro) => micro[0] === "w" && micro[1] === key)?.[2])
        .filter((found) => found !== undefined);
      seen.set(key, roll(5) === 0 ? null : (written[roll(Math.max(1, written.length))] ?? null));
    }
    return [f, key, seen.get(key)];
  });
}

function eventsOf(
  asked: readonly (readonly Micro[])[],
  roll: (sides: number) => number,
  answer: (micros: readonly Micro[]) => readonly Micro[],
): History {
  const builder = new HistoryBuilder();
  const open = new Map<number, readonly Micro[]>();
  const processes = [0, 1, 2, 3];
  let next = 0;
  while (next < asked.length || open.size > 0) {
    const client = roll(processes.length);
    const process = processes[client] as number;
    const event = { process: processId(process), f: "txn", time: nanos(builder.length * 1e6) };
    const running = open.get(process);
    if (running === undefined) {
      if (next === asked.length) continue;
      const value = asked[next++] as readonly Micro[];
      open.set(process, value);
      builder.append({ ...event, type: "invoke", value });
      continue;
    }
    open.delete(process);
    const fate = roll(12);
    if (fate > 1) builder.append({ ...event, type: "ok", value: answer(running) });
    else builder.append({ ...event, type: fate === 0 ? "info" : "fail", value: running });
    if (fate === 0) processes[client] = process + processes.length;
  }
  return builder.build();
}
