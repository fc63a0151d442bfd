// How much processor time and memory the checkers of durability and order take on a million operations of a system that keeps its
// promises. Not a test: figures depend on the machine.
import { checkerOf } from "../src/checkers/registry.ts";
import { type History, HistoryBuilder } from "../src/core/history.ts";
import { nanos, processId, seed } from "../src/core/ids.ts";
import type { Key } from "../src/core/op.ts";
import { randomOf } from "../src/core/random.ts";

const OPS = 1_000_000;
const CLIENTS = 10;
/** Elements per key where reads list them all. */
const PER_KEY = 20;

/** One call with its answer; the answer is asked for when it takes effect. */
interface Step {
  readonly f: string;
  readonly key?: Key;
  readonly value: unknown;
  readonly answer: () => unknown;
}

/** The n-th operation, and the process that does it. */
type Workload = (n: number, process: number) => Step;

/** Ten clients whose operations overlap; each takes effect at its answer. */
function historyOf(workload: Workload, ops: number): History {
  const builder = new HistoryBuilder();
  const random = randomOf(seed(1));
  const open = new Map<number, Step>();
  const append = (
    process: number,
    type: "invoke" | "ok",
    { f, key }: Step,
    value: unknown,
  ): void => {
    const time = nanos(builder.length * 1e5);
    builder.append({
      process: processId(process),
      type,
      f,
      ...(key === undefined ? {} : { key }),
      value,
      time,
    });
  };
  for (let called = 0; called < ops || open.size > 0;) {
    const process = random.int(0, CLIENTS - 1);
    const step = open.get(process);
    if (step !== undefined) {
      open.delete(process);
      append(process, "ok", step, step.answer());
    } else if (called < ops) {
      const made = workload(called++, process);
      open.set(process, made);
      append(process, "invoke", made, made.value);
    }
  }
  return builder.build();
}

/** Adds to one set after the other, each read often; or to one set that is read `reads` times. */
function setWorkload(add: string, keys: boolean): () => Workload {
  return () => {
    const sets = new Map<number, number[]>();
    return (n) => {
      const key = keys ? Math.floor(n / (2 * PER_KEY)) : 0;
      const elements = sets.get(key) ?? [];
      sets.set(key, elements);
      const isRead = keys ? n % 2 === 1 : n === OPS - 1 || n % (OPS / 4) === OPS / 4 - 1;
      const named = keys ? { key } : {};
      return isRead
        ? { f: "read", ...named, value: null, answer: () => [...elements] }
        : { f: add, ...named, value: n, answer: () => (elements.push(n), n) };
    };
  };
}

function queueWorkload(): Workload {
  const held: number[] = [];
  let head = 0;
  return (n) =>
    n < OPS / 2 - CLIENTS || (n % 2 === 0 && n < OPS - 2)
      ? { f: "enqueue", value: n, answer: () => (held.push(n), n) }
      : n < OPS - 1
        ? { f: "dequeue", value: null, answer: () => held[head++] ?? null }
        : { f: "drain", value: null, answer: () => held.slice(head) };
}

const counterWorkload = (least: number) => (): Workload => {
  let sum = 0;
  return (n) => {
    const delta = (n % 7) + least;
    return n % 2 === 0
      ? { f: "add", value: delta, answer: () => ((sum += delta), delta) }
      : { f: "read", value: null, answer: () => sum };
  };
};

function bankWorkload(): Workload {
  const accounts = { a: 10, b: 10, c: 10, d: 10 };
  return (n) =>
    n % 2 === 0
      ? { f: "transfer", value: { from: "a", to: "b", amount: 0 }, answer: () => null }
      : { f: "read", value: null, answer: () => accounts };
}

function longForkWorkload(): Workload {
  const written = new Set<number>();
  return (n) => {
    const group = Math.floor(n / 10) * 3;
    const key = group + (n % 10);
    if (n % 10 < 3) {
      const answer = (): unknown => (written.add(key), [["w", key, 1]]);
      return { f: "write", value: [["w", key, 1]], answer };
    }
    const answer = (): unknown =>
      [0, 1, 2].map((i) => ["r", group + i, written.has(group + i) ? 1 : null]);
    return { f: "read", value: null, answer };
  };
}

function epochWorkload(): Workload {
  let now = 0;
  return (n) =>
    n % 4 === 0
      ? { f: "inc", value: null, answer: () => ++now }
      : { f: "read", value: null, answer: () => now };
}

const registerWorkload = (keys: number) => (): Workload => {
  const held = new Map<number, number>();
  return (n) => {
    const key = n % keys;
    const named = keys === 1 ? {} : { key };
    return n % 2 === 0
      ? { f: "write", ...named, value: n, answer: () => (held.set(key, n), n) }
      : { f: "read", ...named, value: null, answer: () => held.get(key) ?? null };
  };
};

function logWorkload(): Workload {
  const logs = new Map<string, number[]>();
  const positions = new Map<string, number>();
  return (n, process) => {
    const key = `topic${String(n % 11)}`;
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    if (n % 4 !== 0) return { f: "send", key, value: n, answer: () => log.push(n) - 1 };
    const answer = (): unknown => {
      const place = `${key} ${String(process)}`;
      const from = positions.get(place) ?? 0;
      positions.set(place, Math.min(log.length, from + 4));
      return log.slice(from, from + 4).map((message, i) => [from + i, message]);
    };
    return { f: "poll", key, value: null, answer };
  };
}

function watchWorkload(): Workload {
  const changes: number[] = [];
  const positions = new Map<number, number>();
  return (n, process) => {
    const key = `k${String(n % 17)}`;
    if (n >= CLIENTS && n % 2 === 0)
      return { f: "put", key, value: n, answer: () => ({ revision: changes.push(n) }) };
    const answer = (): unknown => {
      const from = positions.get(process) ?? 0;
      const until = Math.min(changes.length, from + 2);
      positions.set(process, until);
      return changes
        .slice(from, until)
        .map((value, i) => [from + i + 1, `k${String(value % 17)}`, value]);
    };
    return { f: "watch", value: positions.has(process) ? null : { from: 1 }, answer };
  };
}

/** Three nodes, four views to a write, a new leader every ten thousand operations. */
function leaderWorkload(): Workload {
  const nodes = ["n1", "n2", "n3"] as const;
  let [commit, term] = [0, 1];
  const leader = (): string => nodes[term % 3] ?? "n1";
  return (n) => {
    term = 1 + Math.floor(n / 10_000);
    if (n % 5 === 0) {
      const answer = (): unknown => ({ value: n, node: leader(), term, index: ++commit });
      return { f: "write", value: n, answer };
    }
    const answer = (): unknown => ({
      ...{ node: nodes[n % 3] ?? "n1", term, leader: leader(), votedFor: leader() },
      ...{ commitIndex: commit, appliedIndex: commit, lastIndex: commit },
      hashes: [[commit - (commit % 8), (commit - (commit % 8)) * 7]],
    });
    return { f: "observe", value: null, answer };
  };
}

/** A lock per process, so that all acquires succeed. */
function lockWorkload(): Workload {
  const steps = ["acquire", "read", "write", "release"] as const;
  const done = new Map<number, number>();
  const held = new Map<number, number>();
  let tokens = 0;
  return (n, process) => {
    const count = done.get(process) ?? 0;
    done.set(process, count + 1);
    const f = steps[count % 4] ?? "acquire";
    const answer = (): unknown => {
      if (f === "acquire") return ++tokens;
      if (f === "write") held.set(process, n);
      return f === "release" ? null : (held.get(process) ?? null);
    };
    return { f, key: process, value: f === "write" ? n : null, answer };
  };
}

const uniqueIdsWorkload = (): Workload => {
  let next = 0;
  return () => ({ f: "generate", value: null, answer: () => next++ });
};

const manySets = setWorkload("add", true);
const WORKLOADS: Readonly<Record<string, () => Workload>> = {
  set: setWorkload("add", false),
  "set-full": setWorkload("add", false),
  queue: queueWorkload,
  "total-queue": queueWorkload,
  counter: counterWorkload(0),
  "pn-counter": counterWorkload(-3),
  "unique-ids": uniqueIdsWorkload,
  bank: bankWorkload,
  "long-fork": longForkWorkload,
  leader: leaderWorkload,
  lock: lockWorkload,
  monotonic: epochWorkload,
  causal: registerWorkload(100),
  "causal-reverse": manySets,
  "dirty-reads": registerWorkload(1),
  "read-your-writes": manySets,
  "monotonic-reads": manySets,
  "monotonic-writes": manySets,
  "writes-follow-reads": manySets,
  "log-order": logWorkload,
  "watch-order": watchWorkload,
};

const BYTES_PER_MB = 1024 * 1024;

/** Bytes that the check holds at its end, garbage included. */
const held = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** `checkers [name…]`: prints a table. */
export async function run(names: readonly string[]): Promise<void> {
  console.log(`${String(OPS)} operations      verdict   cpu s   MB more`);
  for (const [checker, workload] of Object.entries(WORKLOADS)) {
    if (names.length > 0 && !names.includes(checker)) continue;
    const history = historyOf(workload(), OPS);
    const options = checker === "queue" || checker === "total-queue" ? { fifo: true } : {};
    const before = held();
    const cpu = process.cpuUsage();
    const verdict = await checkerOf({ checker, options }).check(history, {
      signal: new AbortController().signal,
      random: randomOf(seed(1)),
      memoryLimitBytes: 1 << 30,
      timeLimitMs: 60_000,
      logs: [],
      loadWindow: null,
    });
    const { user, system } = process.cpuUsage(cpu);
    const cells = [
      checker.padEnd(24),
      String(verdict.valid).padEnd(8),
      ((user + system) / 1e6).toFixed(2).padStart(6),
      String(Math.round((held() - before) / BYTES_PER_MB)).padStart(9),
    ];
    console.log(cells.join(" "));
    if (verdict.valid !== true) console.log(JSON.stringify(verdict).slice(0, 300));
  }
}
