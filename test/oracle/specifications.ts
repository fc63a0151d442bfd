// Sequential objects that run: what each answers to a call, written naively and apart from the checker's models. They judge
// histories (linearizable.ts) and make them (working-object.ts).
import type { Json } from "../../src/core/json.ts";
import type { Random } from "../../src/core/random.ts";

/** A call as an object sees it. */
export interface ObjectCall {
  readonly f: string;
  readonly value: unknown;
  readonly process: number;
}

/** What came of a call. */
export type Reply =
  /** It found its precondition false and changed nothing; `told` is how an answer may say so. */
  | { readonly refused: true; readonly told?: unknown }
  /** `answer` is undefined where the answer tells nothing. */
  | { readonly refused: false; readonly next: unknown; readonly answer: unknown };

export interface Specification {
  readonly initial: Json;
  /** Functions that can be refused. */
  readonly refusable: readonly string[];
  /** Functions whose answers say something. */
  readonly telling: readonly string[];
  /**
   * States are plain JSON. `told` is what the client was told, undefined where nobody knows: of several answers that are possible,
   * the object gives that one.
   */
  readonly run: (state: unknown, call: ObjectCall, told?: unknown) => Reply;
  /** Draws a call; `next` gives a value to write. */
  readonly call: (random: Random, next: () => number) => Pick<ObjectCall, "f" | "value">;
}

type List = readonly unknown[];

const REFUSED: Reply = { refused: true };
const REFUSED_BY_NULL: Reply = { refused: true, told: null };
const reply = (next: unknown, answer?: unknown): Reply => ({ refused: false, next, answer });

/** Draws one function or the other, the first with a value. */
const eitherOf =
  (writes: string, reads: string): Specification["call"] =>
  (random, next) =>
    random.chance(0.5) ? { f: writes, value: next() } : { f: reads, value: null };

const stack: Specification = {
  initial: [],
  refusable: ["pop"],
  telling: ["pop"],
  run: (state, { f, value }) => {
    const items = state as List;
    if (f === "push") return reply([...items, value]);
    return items.length === 0 ? REFUSED_BY_NULL : reply(items.slice(0, -1), items.at(-1));
  },
  call: eitherOf("push", "pop"),
};

const fifoQueue: Specification = {
  initial: [],
  refusable: ["dequeue"],
  telling: ["dequeue"],
  run: (state, { f, value }) => {
    const items = state as List;
    if (f === "enqueue") return reply([...items, value]);
    return items.length === 0 ? REFUSED_BY_NULL : reply(items.slice(1), items[0]);
  },
  call: eitherOf("enqueue", "dequeue"),
};

const appendList: Specification = {
  initial: [],
  refusable: [],
  telling: ["read"],
  run: (state, { f, value }) =>
    f === "append" ? reply([...(state as List), value]) : reply(state, state),
  call: eitherOf("append", "read"),
};

const kvString: Specification = {
  initial: "",
  refusable: [],
  telling: ["get"],
  run: (state, { f, value }) => {
    if (f === "get") return reply(state, state);
    return reply(f === "put" ? value : `${String(state)}${String(value)}`);
  },
  call: (random, next) => {
    if (random.chance(0.4)) return { f: "get", value: null };
    // Few letters and several lengths: the same text comes about in many ways.
    const text = "aab".slice(next() % 3, random.int(1, 3));
    return { f: random.chance(0.7) ? "append" : "put", value: text };
  },
};

const gSet: Specification = {
  initial: [],
  refusable: [],
  telling: ["read"],
  run: (state, { f, value }) => {
    const members = state as readonly number[];
    if (f === "read") return reply(members, members);
    return reply([...new Set([...members, value as number])].sort((a, b) => a - b));
  },
  call: eitherOf("add", "read"),
};

/** Every function tells what it found. */
const tellingSet: Specification = {
  initial: [1],
  refusable: [],
  telling: ["add", "remove", "contains", "read"],
  run: (state, { f, value }) => {
    const members = state as readonly number[];
    if (f === "read") return reply(members, members);
    const there = members.includes(value as number);
    const others = members.filter((member) => member !== value);
    if (f === "contains") return reply(members, [value, there]);
    if (f === "remove") return reply(others, [value, there]);
    return reply(
      [...others, value as number].sort((a, b) => a - b),
      [value, !there],
    );
  },
  call: (random, next) =>
    random.chance(0.2)
      ? { f: "read", value: null }
      : { f: random.pick(["add", "add", "remove", "contains"]), value: next() },
};

const counter = (tells: boolean): Specification => ({
  initial: 0,
  refusable: [],
  telling: tells ? ["add", "read"] : ["read"],
  run: (state, { f, value }, told) => {
    const total = state as number;
    if (f === "read") return reply(total, total);
    return reply(total + (value as number), tells && told !== null ? total : undefined);
  },
  call: (random, next) => {
    if (random.chance(0.4)) return { f: "read", value: null };
    return { f: "add", value: random.chance(0.3) ? -next() : next() };
  },
});

const PERMITS = 2;
const semaphore: Specification = {
  initial: PERMITS,
  refusable: ["acquire", "release"],
  telling: [],
  run: (state, { f, value }) => {
    const permits = (value as number | null) ?? 1;
    const left = (state as number) + (f === "acquire" ? -permits : permits);
    return left < 0 || left > PERMITS ? REFUSED : reply(left);
  },
  call: (random) => ({
    f: random.pick(["acquire", "release"]),
    value: random.pick([null, 1, 2]),
  }),
};

interface Lock {
  readonly owner: unknown;
  readonly holds: number;
  /** The greatest token that a client was told. */
  readonly last: number | null;
  /** That of the present hold, where a client was told. */
  readonly token: number | null;
}

const lock = (reentrant: boolean, fenced: boolean): Specification => ({
  initial: null,
  refusable: ["acquire", "release"],
  telling: fenced ? ["acquire"] : [],
  run: (state, { f, value, process }, told) => {
    const { owner, holds, last, token } = (state ?? {
      owner: null,
      holds: 0,
      last: null,
      token: null,
    }) as Lock;
    const who = value ?? process;
    if (f === "release") {
      if (owner !== who) return REFUSED;
      return holds > 1
        ? reply({ owner, holds: holds - 1, last, token })
        : reply({ owner: null, holds: 0, last, token: null });
    }
    if (owner !== null && !(reentrant && owner === who)) return REFUSED;
    if (!fenced || typeof told !== "number")
      return reply({ owner: who, holds: holds + 1, last, token });
    // Any greater one will do; a hold keeps its own.
    const good = token === null ? last === null || told > last : told === token;
    const answer = good ? told : (token ?? (last ?? 0) + 1);
    return reply({ owner: who, holds: holds + 1, last: answer, token: answer }, answer);
  },
  call: (random) => ({
    f: random.pick(["acquire", "release"]),
    value: random.pick([null, null, "a", "b"]),
  }),
});

export const SPECIFICATIONS: Readonly<Record<string, Specification>> = {
  stack,
  "fifo-queue": fifoQueue,
  "append-list": appendList,
  "kv-string": kvString,
  set: tellingSet,
  "g-set": gSet,
  counter: counter(false),
  "fetch-and-add": counter(true),
  semaphore,
  "owner-aware-mutex": lock(false, false),
  "reentrant-mutex": lock(true, false),
  "fenced-mutex": lock(false, true),
  "reentrant-fenced-mutex": lock(true, true),
};
