// The systems whose clients the synthetic histories show: what is asked of each, and what it answers at the moment it takes effect.

/** An operation of a simulated client; `call` and `ret` are its places among the events. */
export interface SyntheticOp {
  readonly f: string;
  readonly key: number;
  readonly input: unknown;
  output?: unknown;
  readonly process: number;
  readonly unknown: boolean;
  readonly call: number;
  ret: number;
}

type Request = Pick<SyntheticOp, "f" | "key" | "input">;

interface System {
  request(): Request;
  takeEffect(op: SyntheticOp): void;
}

export type SystemName = "register" | "cas" | "cas5" | "kv" | "queue" | "set";

type Random = () => number;

/** `cas` writes distinct values, `cas5` those from 0 to 4; `kv` is ten registers. */
export const SYSTEMS: Readonly<
  Record<SystemName, (random: Random, concurrency: number) => System>
> = {
  register: (random) => registers(random, 1),
  kv: (random) => registers(random, 10),
  cas: (random) => {
    let unique = 0;
    return casRegister(random, { write: () => ++unique, cas: (seen) => [seen, ++unique] });
  },
  cas5: (random) => {
    const value = (): number => Math.floor(random() * 5);
    return casRegister(random, { write: value, cas: () => [value(), value()] });
  },
  queue,
  set,
};

function registers(random: Random, keys: number): System {
  const held = new Array<number | null>(keys).fill(null);
  let unique = 0;
  return {
    request() {
      const reads = random() < 0.5;
      const key = Math.floor(random() * keys);
      return reads ? { f: "read", key, input: null } : { f: "write", key, input: ++unique };
    },
    takeEffect(op) {
      if (op.f === "read") op.output = held[op.key];
      else held[op.key] = op.input as number;
    },
  };
}

interface CasValues {
  write(): number;
  /** Expected and new value, by what the register last showed or took. */
  cas(seen: number | null): readonly [number | null, number];
}

function casRegister(random: Random, values: CasValues): System {
  let held: number | null = null;
  let seen: number | null = null;
  return {
    request() {
      const x = random();
      if (x < 0.34) return { f: "read", key: 0, input: null };
      if (x < 0.67) return { f: "write", key: 0, input: values.write() };
      return { f: "cas", key: 0, input: values.cas(seen) };
    },
    takeEffect(op) {
      if (op.f === "read") op.output = held;
      else if (op.f === "write") held = op.input as number;
      else {
        const [expected, next] = op.input as readonly [number | null, number];
        op.output = held === expected;
        if (held !== expected) return;
        held = next;
      }
      seen = held;
    },
  };
}

/** A queue this long is asked for more than it is given. */
const LONG_QUEUE = 20;

function queue(random: Random): System {
  const elements: number[] = [];
  let head = 0;
  let unique = 0;
  return {
    request() {
      const enqueues = random() < (elements.length - head > LONG_QUEUE ? 0.4 : 0.6);
      return enqueues
        ? { f: "enqueue", key: 0, input: ++unique }
        : { f: "dequeue", key: 0, input: null };
    },
    takeEffect(op) {
      if (op.f === "enqueue") elements.push(op.input as number);
      else op.output = head < elements.length ? elements[head++] : null;
    },
  };
}

/** So many elements are remembered at most, and so many forgotten at once. */
const REMEMBERED = 100_000;
const FORGOTTEN = 50_000;

function set(random: Random, concurrency: number): System {
  const members = new Set<number>();
  const recent: number[] = [];
  let unique = 0;
  /** One of the elements added lately; 0 before the first. */
  const lately = (): number => {
    if (recent.length === 0) return 0;
    const back = Math.floor(random() * Math.min(recent.length, 4 * concurrency));
    return recent[Math.max(0, recent.length - 1 - back)] as number;
  };
  return {
    request() {
      const x = random();
      const element = lately();
      if (x >= 0.34 && element !== 0)
        return { f: x < 0.75 ? "contains" : "remove", key: 0, input: element };
      recent.push(++unique);
      if (recent.length > REMEMBERED) recent.splice(0, FORGOTTEN);
      return { f: "add", key: 0, input: unique };
    },
    takeEffect(op) {
      const element = op.input as number;
      const present = members.has(element);
      op.output = op.f === "add" ? !present : present;
      if (op.f === "add") members.add(element);
      if (op.f === "remove") members.delete(element);
    },
  };
}
