// Small collections that work: what random histories of them are made by. A test's own code, not the models'.
import type { Random } from "../../src/core/random.ts";

export interface Call {
  readonly f: string;
  readonly value: unknown;
}

/** What a call found: an answer, or that its precondition did not hold. */
export interface Effect {
  readonly output?: unknown;
  readonly refused?: boolean;
  /** What was there instead of what a refused call expected, where that is told. */
  readonly seen?: unknown;
}

export interface System {
  readonly call: (process: number) => Call;
  readonly apply: (call: Call, process: number) => Effect;
  /** Functions whose answers say something. */
  readonly tells: readonly string[];
  /** Another answer to `f` than this one, blindly; `PRECONDITION` for a failure on its precondition. */
  readonly instead: (f: string, value: unknown) => unknown;
}

export const PRECONDITION = Symbol("precondition");

/** A fresh one. */
export type Collection = (random: Random) => System;

const queue =
  (ordered: boolean): Collection =>
  (random) => {
    const held: number[] = [];
    const share = random.pick([0.4, 0.5, 0.7]);
    let issued = 0;
    return {
      call: () =>
        random.chance(share) ? { f: "enqueue", value: ++issued } : { f: "dequeue", value: null },
      apply: ({ f, value }) => {
        if (f === "enqueue") held.push(value as number);
        else if (held.length > 0)
          return { output: held.splice(ordered ? 0 : random.int(0, held.length - 1), 1)[0] };
        else if (random.chance(0.3)) return { refused: true };
        return { output: f === "enqueue" ? value : null };
      },
      tells: ["dequeue"],
      instead: () =>
        random.chance(0.5) ? random.pick([null, null, PRECONDITION]) : random.int(1, 4),
    };
  };

/** Most elements are added once. */
const set: Collection = (random) => {
  const members = new Set<number>();
  const telling = random.pick([1, 0.9, 0.5]);
  const left = [1, 2, 3, 4].slice(0, random.int(1, 4));
  const [first = 1] = left;
  const others = random.pick([["contains"], ["contains", "contains", "remove"]]);
  let issued = first;
  return {
    call: () => {
      const next = random.chance(0.4) ? left.shift() : undefined;
      if (next !== undefined) return { f: "add", value: (issued = next) };
      const f = random.chance(0.03) ? "add" : random.pick(others);
      return { f, value: random.int(1, issued) };
    },
    apply: ({ f, value }) => {
      const element = value as number;
      const there = members.has(element);
      if (f === "add") members.add(element);
      if (f === "remove") members.delete(element);
      return { output: random.chance(telling) ? [element, f === "add" ? !there : there] : element };
    },
    tells: ["add", "remove", "contains"],
    instead: (_, value) => [
      Array.isArray(value) ? (value[0] as number) : value,
      random.chance(0.5),
    ],
  };
};

const growOnlySet: Collection = (random) => {
  const members: number[] = [];
  let issued = 0;
  return {
    call: () => (random.chance(0.5) ? { f: "add", value: ++issued } : { f: "read", value: null }),
    apply: ({ f, value }) => {
      if (f === "add") members.push(value as number);
      return { output: f === "add" ? value : random.shuffle(members) };
    },
    tells: ["read"],
    instead: () => [1, 2, 3, 4, 5].filter(() => random.chance(0.4)),
  };
};

const appendList: Collection = (random) => {
  const list: number[] = [];
  let issued = 0;
  return {
    call: () =>
      random.chance(0.5) ? { f: "append", value: ++issued } : { f: "read", value: null },
    apply: ({ f, value }) => {
      if (f === "append") list.push(value as number);
      return { output: f === "append" ? value : [...list] };
    },
    tells: ["read"],
    instead: (_, value) => {
      if (random.chance(0.2)) return [...(value as number[]), ...(value as number[]).slice(0, 1)];
      return random.shuffle([1, 2, 3, 4]).slice(0, random.int(0, 3));
    },
  };
};

const fetchAndAdd: Collection = (random) => {
  const most = random.pick([1, 1, 2, 3]);
  let total = 0;
  return {
    call: () =>
      random.chance(0.6)
        ? { f: "add", value: random.int(random.chance(0.1) ? 0 : 1, most) }
        : { f: "read", value: null },
    apply: ({ f, value }) => {
      const before = total;
      if (f === "add") total += value as number;
      return { output: before };
    },
    tells: ["add", "read"],
    instead: () => random.int(0, 6),
  };
};

/** Values mostly differ; what others do to other objects takes revisions, too. */
const revisionedRegister: Collection = (random) => {
  let [value, revision, issued] = [null as number | null, 0, 0];
  const repeats = random.chance(0.2);
  const next = (): number => (repeats ? random.int(1, 2) : ++issued);
  return {
    call: () => {
      if (random.chance(0.5)) return { f: "read", value: null };
      if (random.chance(0.5)) return { f: "write", value: next() };
      return { f: "cas", value: [random.chance(0.7) ? value : random.int(1, 3), next()] };
    },
    apply: ({ f, value: input }) => {
      if (f === "read") return { output: { value, revision } };
      if (f === "cas" && (input as readonly unknown[])[0] !== value)
        return { refused: true, seen: { value, revision } };
      value = f === "write" ? (input as number) : (input as readonly [unknown, number])[1];
      revision += random.pick([1, 1, 2]);
      return { output: { revision } };
    },
    tells: ["read", "write", "cas"],
    instead: (f) =>
      f === "read"
        ? { value: random.pick([null, 1, 2, 3]), revision: random.int(0, 4) }
        : { revision: random.int(0, 4) },
  };
};

/** Adds tell nothing; mostly all add the same. */
const counter: Collection = (random) => {
  const addend = random.pick([1, 1, 2, -1]);
  const others = random.chance(0.2) ? [0, 1, 3] : random.chance(0.1) ? [-1, 2] : [addend];
  let total = 0;
  return {
    call: () =>
      random.chance(0.6)
        ? { f: "add", value: random.chance(0.5) ? addend : random.pick(others) }
        : { f: "read", value: null },
    apply: ({ f, value }) => {
      if (f === "add") total += value as number;
      return { output: f === "add" ? value : total };
    },
    tells: ["read"],
    instead: () => random.int(-1, 5),
  };
};

/** Processes acquire and release as they like, or nearly by turns. */
const ownerless: Collection = (random) => {
  const atRandom = random.pick([0.1, 0.5, 1]);
  let held = false;
  let next = "acquire";
  return {
    call: () => {
      const f = random.chance(atRandom) ? random.pick(["acquire", "release"]) : next;
      next = f === "acquire" ? "release" : "acquire";
      return { f, value: null };
    },
    apply: ({ f }) => {
      if (held === (f === "acquire")) return { refused: true };
      held = f === "acquire";
      return { output: null };
    },
    tells: ["acquire", "release"],
    instead: () => (random.chance(0.5) ? PRECONDITION : null),
  };
};

/** Each process acquires and releases by turns, mostly. */
const lock = (random: Random): System => {
  let holder: number | null = null;
  let token = 0;
  const wants = new Map<number, string>();
  return {
    call: (process) => {
      const f = random.chance(0.05) ? "release" : (wants.get(process) ?? "acquire");
      return { f, value: null };
    },
    apply: ({ f }, process) => {
      if (f === "acquire" ? holder !== null : holder !== process) return { refused: true };
      holder = f === "acquire" ? process : null;
      wants.set(process, f === "acquire" ? "release" : "acquire");
      return { output: f === "acquire" ? ++token : null };
    },
    tells: ["acquire", "release"],
    instead: () => (random.chance(0.5) ? PRECONDITION : random.int(1, 4)),
  };
};

export const COLLECTIONS: Readonly<Record<string, Collection>> = {
  "fifo-queue": queue(true),
  "unordered-queue": queue(false),
  set,
  "grow-only set": growOnlySet,
  "append-list": appendList,
  "fetch-and-add": fetchAndAdd,
  "revisioned-register": revisionedRegister,
  counter,
  mutex: ownerless,
  "owner-aware-mutex": lock,
  "reentrant-mutex": lock,
  "fenced-mutex": lock,
  "reentrant-fenced-mutex": lock,
};
