// Plants one violation into the last tenth of a synthetic history: a stale read, a value never written, two dequeues swapped, or a
// removed element seen again.
import type { SyntheticOp, SystemName } from "./synthetic-systems.ts";

/** A stale read shows a value at most so many operations old. */
const STALE_WITHIN = 4000;
/** The second of two swapped dequeues is at most so many operations later. */
const SWAPPED_WITHIN = 400;
const NEVER_WRITTEN = 99;

/** Whether a violation could be planted at the operation of this place. */
type Planter = (ops: readonly SyntheticOp[], place: number) => boolean;

const PLANTERS: Readonly<Record<SystemName, Planter>> = {
  register: staleRead,
  kv: staleRead,
  cas: staleRead,
  cas5: unwrittenRead,
  queue: swappedDequeues,
  set: ghost,
};

/** Throws where the history is too short for one. */
export function plantViolation(system: SystemName, ops: readonly SyntheticOp[]): void {
  const plant = PLANTERS[system];
  for (let place = Math.floor(ops.length * 0.9); place < ops.length; place++)
    if (!at(ops, place).unknown && plant(ops, place)) return;
  throw new Error("could not plant a violation: more operations, please");
}

const at = (ops: readonly SyntheticOp[], place: number): SyntheticOp => ops[place] as SyntheticOp;

/** A read shows what was overwritten before it began. */
function staleRead(ops: readonly SyntheticOp[], place: number): boolean {
  const read = at(ops, place);
  if (read.f !== "read") return false;
  let newest: SyntheticOp | null = null;
  for (let i = place - 1; i >= 0 && i > place - STALE_WITHIN; i--) {
    const write = at(ops, i);
    if (write.f !== "write" || write.key !== read.key || write.unknown) continue;
    if (newest === null) newest = write.ret < read.call ? write : null;
    else if (write.ret < newest.call) {
      read.output = write.input;
      return true;
    }
  }
  return false;
}

function unwrittenRead(ops: readonly SyntheticOp[], place: number): boolean {
  const read = at(ops, place);
  if (read.f === "read") read.output = NEVER_WRITTEN;
  return read.f === "read";
}

/** Two dequeues one after the other take what was enqueued one after the other, in the wrong order. */
function swappedDequeues(ops: readonly SyntheticOp[], place: number): boolean {
  const first = at(ops, place);
  if (first.f !== "dequeue" || first.output === null) return false;
  const enqueueOf = (value: unknown): SyntheticOp =>
    ops.find(({ f, input }) => f === "enqueue" && input === value) as SyntheticOp;
  for (let i = place + 1; i < Math.min(ops.length, place + SWAPPED_WITHIN); i++) {
    const second = at(ops, i);
    if (second.f !== "dequeue" || second.unknown || second.output === null) continue;
    if (first.ret >= second.call) continue;
    const [a, b] = [enqueueOf(first.output), enqueueOf(second.output)];
    if (a.unknown || b.unknown || a.ret >= b.call || b.ret >= first.call) continue;
    [first.output, second.output] = [second.output, first.output];
    return true;
  }
  return false;
}

/** An element is seen after its removal. */
function ghost(ops: readonly SyntheticOp[], place: number): boolean {
  const look = at(ops, place);
  if (look.f !== "contains" || look.output !== false) return false;
  const isRemoval = (op: SyntheticOp): boolean =>
    op.f === "remove" && op.input === look.input && op.output === true;
  if (!ops.some((op) => isRemoval(op) && !op.unknown && op.ret < look.call)) return false;
  look.output = true;
  return true;
}
