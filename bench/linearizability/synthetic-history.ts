// Synthetic histories for benchmarks, as lines of a history file: clients of a simulated system that is linearizable, and on request
// one planted violation. The same shape gives the same bytes, those of the generator that the recorded figures were measured with.
import { EventHeap } from "./event-heap.ts";
import { plantViolation } from "./planted-violation.ts";
import { SYSTEMS, type SystemName, type SyntheticOp } from "./synthetic-systems.ts";

export interface SyntheticShape {
  readonly system: SystemName;
  readonly operations: number;
  readonly concurrency: number;
  /** Share of operations whose outcome stays unknown; half of them took effect. */
  readonly infoPercent: number;
  readonly valid: boolean;
}

const INVOKE = 0;
const TAKE_EFFECT = 1;
const RETURN = 2;
const GIVE_UP = 3;
/** Simulated time after which a client without an answer goes on as another process. */
const PATIENCE = 3;
const SEED = 1;

/** The lines, without their ends: a header, then the events. */
export function* syntheticHistory(shape: SyntheticShape): IterableIterator<string> {
  const { ops, events } = simulated(shape);
  if (!shape.valid) plantViolation(shape.system, ops);
  yield headerOf(shape);
  for (let at = 0; at < events.length; at += 2) {
    const op = ops[events[at + 1] as number] as SyntheticOp;
    yield JSON.stringify(eventOf(shape.system, op, events[at] as number, at / 2));
  }
}

const headerOf = ({ system, operations, concurrency, infoPercent, valid }: SyntheticShape) =>
  JSON.stringify({
    format: "faultline-history",
    version: 1,
    workload: system,
    operations,
    concurrency,
    infoPercent: (infoPercent / 100) * 100,
    valid,
  });

function eventOf(system: SystemName, op: SyntheticOp, kind: number, index: number): object {
  const completed = kind === RETURN;
  const failed = completed && op.f === "cas" && op.output === false;
  const type = kind === INVOKE ? "invoke" : kind === GIVE_UP ? "info" : failed ? "fail" : "ok";
  return {
    index,
    time: index * 1000,
    process: op.process,
    type,
    f: op.f,
    ...(system === "kv" ? { key: op.key } : {}),
    value: completed ? answerOf(op) : op.input,
    ...(failed ? { error: "precondition" } : {}),
  };
}

function answerOf({ f, input, output }: SyntheticOp): unknown {
  if (f === "read" || f === "dequeue") return output;
  return f === "add" || f === "contains" || f === "remove" ? [input, output] : input;
}

interface Simulated {
  readonly ops: readonly SyntheticOp[];
  /** Kind and operation in turn. */
  readonly events: readonly number[];
}

function simulated(shape: SyntheticShape): Simulated {
  const { operations, concurrency, infoPercent } = shape;
  const random = mulberry32(
    SEED * 2654435761 + operations * 31 + concurrency * 7 + (infoPercent / 100) * 1000,
  );
  const exponential = (mean: number): number => -mean * Math.log(1 - random());
  const system = SYSTEMS[shape.system](random, concurrency);
  const heap = new EventHeap();
  const ops: SyntheticOp[] = [];
  const events: number[] = [];
  /** By the process that goes on, the operation that it waits for no longer. */
  const orphans = new Map<number, number>();
  let processes = concurrency;

  function invoke(process: number, time: number): void {
    const orphan = orphans.get(process);
    if (orphan !== undefined) events.push(GIVE_UP, orphan);
    orphans.delete(process);
    if (ops.length >= operations) return;
    const id = ops.length;
    const request = system.request();
    const unknown = random() < infoPercent / 100;
    ops.push({ ...request, process, unknown, call: events.length, ret: Infinity });
    events.push(INVOKE, id);
    if (unknown) {
      if (random() < 0.5) heap.push(time + exponential(2), TAKE_EFFECT, id);
      orphans.set(processes, id);
      heap.push(time + PATIENCE, INVOKE, processes++);
    } else {
      const span = 0.05 + exponential(1);
      heap.push(time + random() * span, TAKE_EFFECT, id);
      heap.push(time + span, RETURN, id);
    }
  }

  function complete(op: SyntheticOp, id: number, time: number): void {
    op.ret = events.length;
    events.push(RETURN, id);
    heap.push(time + exponential(0.1), INVOKE, op.process);
  }

  for (let process = 0; process < concurrency; process++)
    heap.push(exponential(0.5), INVOKE, process);
  for (let next = heap.pop(); next !== null; next = heap.pop()) {
    const { time, kind, id } = next;
    if (kind === INVOKE) invoke(id, time);
    else if (kind === TAKE_EFFECT) system.takeEffect(ops[id] as SyntheticOp);
    else complete(ops[id] as SyntheticOp, id, time);
  }
  return { ops, events };
}

/** Tommy Ettinger's mulberry32: numbers in [0, 1). */
function mulberry32(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
