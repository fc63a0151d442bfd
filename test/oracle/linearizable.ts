// The brute-force oracle for linearizability: tries every order of the operations, with a naive model of its own. Shares
// no code with the checker; only for histories of a few operations.
import type { Operation } from "../../src/core/op.ts";
import { type Specification, SPECIFICATIONS } from "./specifications.ts";

/** State after an operation, or null when it cannot happen. States are compared by nothing but these functions. */
type NaiveStep = (state: unknown, op: Operation) => readonly unknown[];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const register: NaiveStep = (state, { f, input, outcome }) => {
  if (f === "read" || f === "get")
    return outcome.type !== "ok" || same(outcome.value, state) ? [state] : [];
  if (f === "write" || f === "put") return [input];
  const [expected, next] = input as readonly [unknown, unknown];
  if (outcome.type === "ok") return same(state, expected) ? [next] : [];
  if (outcome.type === "info") return same(state, expected) ? [next] : [state];
  if (same(state, expected)) return [];
  return !("seen" in outcome.error) || same(outcome.error.seen, state) ? [state] : [];
};

const mutex: NaiveStep = (held, { f, outcome }) => {
  const acquires = f === "acquire";
  const possible = acquires ? held !== true : held === true;
  if (outcome.type === "fail") return possible ? [] : [held];
  return possible ? [acquires] : [];
};

const fifoQueue: NaiveStep = (state, { f, input, outcome }) => {
  const queue = state as readonly unknown[];
  if (f === "enqueue") return [[...queue, input]];
  if (outcome.type === "info") return [queue.slice(1)];
  if (outcome.type === "fail" || outcome.value === null) return queue.length === 0 ? [queue] : [];
  return queue.length > 0 && same(queue[0], outcome.value) ? [queue.slice(1)] : [];
};

const unorderedQueue: NaiveStep = (state, { f, input, outcome }) => {
  const bag = state as readonly unknown[];
  if (f === "enqueue") return [[...bag, input]];
  if (outcome.type === "info") return bag.map((_, at) => bag.toSpliced(at, 1));
  if (outcome.type === "fail" || outcome.value === null) return bag.length === 0 ? [bag] : [];
  const at = bag.findIndex((element) => same(element, outcome.value));
  return at < 0 ? [] : [bag.toSpliced(at, 1)];
};

const set: NaiveStep = (state, { f, input, outcome }) => {
  const members = state as readonly unknown[];
  if (f === "read") {
    if (outcome.type !== "ok") return [members];
    const seen = outcome.value as readonly unknown[];
    return seen.length === members.length && seen.every((e) => members.includes(e))
      ? [members]
      : [];
  }
  const there = members.includes(input);
  const told = outcome.type === "ok" && Array.isArray(outcome.value) ? outcome.value : null;
  if (told !== null && told[1] !== (f === "add" ? !there : there)) return [];
  const others = members.filter((e) => e !== input);
  return [f === "contains" ? members : f === "add" ? [...others, input] : others];
};

const kvString: NaiveStep = (state, { f, input, outcome }) => {
  if (f === "get") return outcome.type !== "ok" || outcome.value === state ? [state] : [];
  return [f === "put" ? input : `${String(state)}${String(input)}`];
};

const multiRegister: NaiveStep = (state, { input, outcome }) => {
  const values = { ...(state as Record<string, unknown>) };
  const micros = (outcome.type === "ok" ? outcome.value : input) as readonly [
    string,
    string,
    unknown,
  ][];
  for (const [f, key, value] of micros) {
    if (f === "write") values[key] = value;
    else if (outcome.type === "ok" && !same(values[key] ?? null, value)) return [];
  }
  return [values];
};

interface Revisioned {
  readonly value: unknown;
  /** The greatest revision told so far, and whether it is that of the value. */
  readonly last: number;
  readonly told: boolean;
}

const revisionedRegister: NaiveStep = (state, { f, input, outcome }) => {
  const held = (state ?? { value: null, last: 0, told: true }) as Revisioned;
  const saw = (reply: unknown): readonly unknown[] => {
    const { value, revision } = reply as { value: unknown; revision: number | null };
    if (!same(value, held.value)) return [];
    if (revision === null) return [held];
    const good = held.told ? revision === held.last : revision > held.last;
    return good ? [{ value, last: revision, told: true }] : [];
  };
  const set = (value: unknown): readonly unknown[] => {
    const told = outcome.type === "ok" ? (outcome.value as { revision: number | null }) : null;
    const revision = told?.revision ?? null;
    if (revision === null) return [{ value, last: held.last, told: false }];
    return revision > held.last ? [{ value, last: revision, told: true }] : [];
  };
  if (f === "read") return outcome.type === "ok" ? saw(outcome.value) : [held];
  if (f === "write") return set(input);
  const [from, to] = input as readonly [unknown, unknown];
  if (outcome.type === "info") return same(from, held.value) ? set(to) : [held];
  if (outcome.type === "ok") return same(from, held.value) ? set(to) : [];
  if (same(from, held.value)) return [];
  return "seen" in outcome.error ? saw(outcome.error.seen) : [held];
};

const stepOf =
  ({ run, refusable }: Specification): NaiveStep =>
  (state, { f, input, outcome, process }) => {
    const told = outcome.type === "ok" ? outcome.value : undefined;
    const reply = run(state, { f, value: input, process }, told);
    if (outcome.type === "fail") return reply.refused || !refusable.includes(f) ? [state] : [];
    if (outcome.type === "info") return [reply.refused ? state : reply.next];
    if (reply.refused) return "told" in reply && same(reply.told, told) ? [state] : [];
    return reply.answer === undefined || same(reply.answer, told) ? [reply.next] : [];
  };

export const ORACLES: Readonly<Record<string, { initial: unknown; step: NaiveStep }>> = {
  ...Object.fromEntries(
    Object.entries(SPECIFICATIONS).map(([name, specification]) => [
      name,
      { initial: specification.initial, step: stepOf(specification) },
    ]),
  ),
  register: { initial: null, step: register },
  "cas-register": { initial: null, step: register },
  kv: { initial: null, step: register },
  "kv-string": { initial: "", step: kvString },
  mutex: { initial: false, step: mutex },
  "fifo-queue": { initial: [], step: fifoQueue },
  "unordered-queue": { initial: [], step: unorderedQueue },
  set: { initial: [], step: set },
  "revisioned-register": { initial: null, step: revisionedRegister },
  "multi-register": { initial: {}, step: multiRegister },
};

/** Whether, for each key, some order of its operations explains them; `initial` is what objects hold at first, if not the model's own. */
export function isLinearizable(
  model: string,
  ops: readonly Operation[],
  initial?: unknown,
): boolean {
  const oracle = ORACLES[model];
  if (oracle === undefined) throw new Error(`the oracle has no model ${model}`);
  const start = initial ?? oracle.initial;
  return [...new Set(ops.map(({ key }) => key))].every((key) =>
    hasOrder(
      oracle.step,
      start,
      ops.filter((op) => op.key === key),
    ),
  );
}

/** Operations that certainly failed (other than on a precondition) never happened. */
function hasOrder(step: NaiveStep, initial: unknown, ops: readonly Operation[]): boolean {
  const happened = ops.filter(
    ({ outcome }) => outcome.type !== "fail" || outcome.error.code === "precondition",
  );
  const end = ({ outcome, completion }: Operation): number =>
    outcome.type === "info" ? Infinity : (completion ?? Infinity);
  // What is left and the state decide the rest; orders that lead to both are tried once.
  const tried = new Set<string>();
  const search = (state: unknown, left: readonly Operation[]): boolean => {
    if (left.every(({ outcome }) => outcome.type === "info")) return true;
    const configuration = JSON.stringify([state, left.map(({ index }) => index)]);
    if (tried.has(configuration)) return false;
    tried.add(configuration);
    const firstEnd = Math.min(...left.map(end));
    return left.some(
      (op) =>
        op.index < firstEnd &&
        step(state, op).some((next) =>
          search(
            next,
            left.filter((other) => other !== op),
          ),
        ),
    );
  };
  return search(initial, happened);
}
