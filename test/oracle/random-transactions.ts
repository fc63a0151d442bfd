// Random small histories of transactions: a serial system with a clock of its own, whose answers are now and then wrong.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { Random } from "../../src/core/random.ts";

type Micro = readonly [f: string, key: string, value: unknown];

const KEYS = ["x", "y"];

/** A source of small whole numbers. */
const dice = (random: Random) => {
  let drawn = 0;
  return (sides: number): number => random.at(drawn++).int(0, sides - 1);
};

class System {
  readonly #states = [new Map<string, unknown>()];
  readonly #list: boolean;
  readonly #roll: (sides: number) => number;

  constructor(list: boolean, roll: (sides: number) => number) {
    this.#list = list;
    this.#roll = roll;
  }

  /** Runs a transaction on the newest state, now and then on an older one. */
  run(micros: readonly Micro[]): readonly Micro[] {
    const stale = this.#roll(3) === 0;
    const from = this.#states.at(-1 - (stale ? this.#roll(Math.min(3, this.#states.length)) : 0));
    const seen = new Map(from);
    const newest = new Map(this.#states.at(-1));
    const answers = micros.map(([f, key, value]): Micro => {
      if (f === "r") return [f, key, this.#roll(30) === 0 ? null : (seen.get(key) ?? null)];
      for (const state of [seen, newest])
        state.set(
          key,
          this.#list ? [...((state.get(key) as unknown[] | undefined) ?? []), value] : value,
        );
      return [f, key, value];
    });
    this.#states.push(newest);
    return answers;
  }
}

/** At most `maxTxns` transactions of one to three micro-operations by three clients. */
export function randomTransactions(
  random: Random,
  datatype: "list" | "register",
  maxTxns: number,
): History {
  const roll = dice(random);
  const list = datatype === "list";
  const system = new System(list, roll);
  const builder = new HistoryBuilder();
  const open = new Map<
    number,
    { readonly asked: readonly Micro[]; answers: readonly Micro[] | null }
  >();
  const processes = [0, 1, 2];
  let [started, value] = [0, 0];
  const total = 3 + roll(maxTxns - 2);
  while (started < total || open.size > 0) {
    const client = roll(processes.length);
    const process = processes[client] as number;
    const event = { process: processId(process), f: "txn", time: nanos(builder.length * 1e6) };
    const running = open.get(process);
    if (running === undefined) {
      if (started === total) continue;
      started += 1;
      const asked = Array.from({ length: 1 + roll(3) }, (): Micro => {
        const key = KEYS[roll(KEYS.length)] as string;
        return roll(2) === 0 ? ["r", key, null] : [list ? "append" : "w", key, ++value];
      });
      open.set(process, { asked, answers: null });
      builder.append({ ...event, type: "invoke", value: asked });
    } else if (running.answers === null) {
      const fate = roll(12);
      if (fate > 1) running.answers = system.run(running.asked);
      else {
        if (fate === 0 && roll(2) === 0) system.run(running.asked);
        builder.append({ ...event, type: fate === 0 ? "info" : "fail", value: running.asked });
        if (fate === 0) processes[client] = process + 3;
        open.delete(process);
      }
    } else {
      builder.append({ ...event, type: "ok", value: running.answers });
      open.delete(process);
    }
  }
  return builder.build();
}
