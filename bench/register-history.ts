// Makes long register histories by simulating clients of a linearizable register: what checkers are measured on.
import { type History, HistoryBuilder } from "../src/core/history.ts";
import { nanos, processId } from "../src/core/ids.ts";
import type { Random } from "../src/core/random.ts";

export interface RegisterHistoryShape {
  readonly ops: number;
  readonly keys: number;
  /** Clients per key. */
  readonly concurrency: number;
  /** Share of operations whose outcome stays unknown; half of them took effect. */
  readonly unknown: number;
  /** One read near the end sees what was overwritten long before. */
  readonly stale: boolean;
}

interface Open {
  readonly f: "read" | "write";
  readonly written: number | null;
  /** What a read saw, once it took effect; undefined before. */
  seen: number | null | undefined;
  readonly unknown: boolean;
}

/** Clients take turns at random: call, take effect, return. Written values are distinct. */
export function registerHistory(shape: RegisterHistoryShape, random: Random): History {
  const builder = new HistoryBuilder();
  const perKey = Math.floor(shape.ops / shape.keys);
  let process = 0;
  for (let key = 0; key < shape.keys; key++) {
    process += appendKey(builder, { ...shape, ops: perKey }, key, process, random);
  }
  return builder.build();
}

function appendKey(
  builder: HistoryBuilder,
  { ops, concurrency, unknown, stale }: RegisterHistoryShape,
  key: number,
  firstProcess: number,
  random: Random,
): number {
  const open = new Map<number, Open>();
  const clients = Array.from({ length: concurrency }, (_, i) => firstProcess + i);
  let next = firstProcess + concurrency;
  let held: number | null = null;
  let called = 0;
  const append = (
    client: number,
    type: "invoke" | "ok" | "info",
    f: string,
    value: unknown,
  ): void => {
    const time = nanos(builder.length * 1e5);
    builder.append({ process: processId(client), type, f, key, value, time });
  };
  while (called < ops || open.size > 0) {
    const slot = random.int(0, clients.length - 1);
    const client = clients[slot] as number;
    const op = open.get(client);
    if (op === undefined) {
      if (called >= ops && open.size > 0) continue;
      const f = random.chance(0.5) ? "read" : "write";
      const written = f === "write" ? ++called : (called++, null);
      open.set(client, { f, written, seen: undefined, unknown: random.chance(unknown) });
      append(client, "invoke", f, written);
    } else if (op.seen === undefined && !(op.unknown && random.chance(0.5))) {
      held = op.written ?? held;
      op.seen = held;
    } else {
      open.delete(client);
      const late = stale && op.f === "read" && called > ops * 0.95;
      const answer = op.f === "read" ? (late ? 1 : (op.seen ?? null)) : op.written;
      append(client, op.unknown ? "info" : "ok", op.f, op.unknown ? op.written : answer);
      if (op.unknown) clients[slot] = next++;
    }
  }
  return next - firstProcess;
}
