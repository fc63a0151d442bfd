// Histories of a system in memory, right or broken as its `apply` is: clients take turns, an operation takes effect at some moment
// between call and answer, and one of unknown outcome at any moment after its call, or never.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { HistoryEvent, Key } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";

export interface Call {
  readonly f: string;
  readonly key?: Key;
  readonly value: unknown;
}

export interface SimulatedSystem<S> {
  readonly start: () => S;
  /** The n-th call, n from 1. */
  readonly call: (random: Random, n: number) => Call;
  /** Changes the state and gives the answer. */
  readonly apply: (state: S, call: Call, random: Random, process: number) => unknown;
}

export interface SimulationShape {
  readonly ops: number;
  readonly clients?: number;
  readonly unknown?: number;
  readonly failures?: number;
}

interface Open {
  readonly call: Call;
  readonly fate: "ok" | "fail" | "info";
  answer: unknown;
  applied: boolean;
}

export function simulate<S>(
  system: SimulatedSystem<S>,
  random: Random,
  { ops, clients = 3, unknown = 0.1, failures = 0.1 }: SimulationShape,
): History {
  const builder = new HistoryBuilder();
  const state = system.start();
  const slots = Array.from({ length: clients }, (_, i) => i);
  const open = new Map<number, Open>();
  const late: { readonly call: Call; readonly process: number }[] = [];
  let fresh = clients;
  let called = 0;
  const append = (process: number, call: Call, event: Pick<HistoryEvent, "type" | "value">) => {
    const time = nanos(builder.length * 1e6);
    builder.append({ ...call, ...event, process: processId(process), time });
  };
  const apply = (call: Call, process: number) =>
    structuredClone(system.apply(state, call, random, process));
  while (called < ops || open.size > 0) {
    if (late.length > 0 && random.chance(0.1)) {
      const [lost] = late.splice(random.int(0, late.length - 1), 1);
      if (lost !== undefined && random.chance(0.5)) apply(lost.call, lost.process);
    }
    const slot = random.int(0, slots.length - 1);
    const process = slots[slot] as number;
    const op = open.get(process);
    if (op === undefined) {
      if (called >= ops) continue;
      const call = system.call(random, ++called);
      const draw = random.float();
      const fate = draw < unknown ? "info" : draw < unknown + failures ? "fail" : "ok";
      open.set(process, { call, fate, answer: null, applied: fate === "fail" });
      append(process, call, { type: "invoke", value: call.value });
    } else if (op.fate === "info") {
      open.delete(process);
      append(process, op.call, { type: "info", value: op.call.value });
      late.push({ call: op.call, process });
      slots[slot] = fresh++;
    } else if (!op.applied) {
      op.answer = apply(op.call, process);
      op.applied = true;
    } else {
      open.delete(process);
      const value = op.fate === "ok" ? op.answer : op.call.value;
      append(process, op.call, { type: op.fate, value });
    }
  }
  return builder.build();
}
