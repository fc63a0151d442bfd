// Short histories of one register under many clients at once: few values, many writes, lost operations, and often one answer that is
// a lie. What they have and others lack: writes that nobody sees, and several ways to use what was lost.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { EventType } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";

const CLIENTS = 5;

interface Call {
  readonly f: string;
  readonly value: unknown;
  readonly lost: boolean;
  /** Once it took effect: what a read saw, whether a cas found its value. */
  effect: { readonly seen: number; readonly done: boolean } | null;
}

export function crowdedHistory(random: Random, ops: number): History {
  const builder = new HistoryBuilder();
  const values = random.int(2, 4);
  const lostShare = random.pick([0, 0.1, 0.3]);
  const open: (Call | null)[] = Array.from({ length: CLIENTS }, () => null);
  const processes = Array.from({ length: CLIENTS }, (_, i) => i);
  const late: Call[] = [];
  let held = 0;
  let left = ops;
  let lie = random.chance(0.6) ? random.int(0, ops) : -1;
  const append = (slot: number, type: EventType, f: string, value: unknown): void => {
    const error = type === "fail" ? { error: { code: "precondition", message: "" } } : {};
    const process = processId(processes[slot] as number);
    builder.append({ process, type, f, value, time: nanos(builder.length * 1e9), ...error });
  };
  const takeEffect = (call: Call): void => {
    const [from, to] = call.f === "cas" ? (call.value as [number, number]) : [held, call.value];
    call.effect = { seen: held, done: held === from };
    if (call.f !== "read" && held === from) held = to as number;
  };
  while (left > 0 || open.some((call) => call !== null)) {
    if (late.length > 0 && random.chance(0.1)) takeEffect(late.pop() as Call);
    const slot = random.int(0, CLIENTS - 1);
    const call = open[slot] ?? null;
    if (call === null) {
      if (left-- <= 0) continue;
      const any = (): number => random.int(0, values - 1);
      const f = random.pick(["write", "write", "read", "cas"]);
      const value = f === "read" ? null : f === "write" ? any() : [any(), any()];
      open[slot] = { f, value, lost: random.chance(lostShare), effect: null };
      append(slot, "invoke", f, value);
    } else if (call.lost) {
      append(slot, "info", call.f, call.value);
      late.push(call);
      open[slot] = null;
      processes[slot] = builder.length + CLIENTS;
    } else if (call.effect === null) {
      takeEffect(call);
    } else {
      const { seen, done } = call.effect;
      const told = lie-- === 0 ? random.int(0, values - 1) : seen;
      append(slot, done ? "ok" : "fail", call.f, call.f === "read" ? told : call.value);
      open[slot] = null;
    }
  }
  return builder.build();
}
