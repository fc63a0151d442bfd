// Random small histories, linearizable or not, with unknown outcomes, failures and observations: what the checker is compared on.
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import type { HistoryEvent, OpError } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";
import { SPECIFICATIONS, type Specification } from "./specifications.ts";
import { workingCollection } from "./working-collection.ts";
import { workingObject } from "./working-object.ts";
import { workingHistory, type WorkingOptions } from "./working-register.ts";

type Call = Pick<HistoryEvent, "f" | "value" | "key">;
type Answer = Pick<HistoryEvent, "type" | "value" | "error">;

/** Draws calls and, blindly, answers to them; or makes histories in a way of its own. */
interface Shape {
  /** The model to judge by, where the shape is not named after it. */
  readonly model?: string;
  readonly initial?: Json;
  /** Keys to choose from; none when left out. */
  readonly keys?: readonly string[];
  /** Values are issued once each, not only in half of the histories. */
  readonly distinct?: true;
  readonly history?: (random: Random, maxOps: number) => History;
  readonly call: (random: Random, next: () => number) => Call;
  readonly ok: (random: Random, call: Call, issued: number) => unknown;
  /** What a failed cas found, where that is no plain value. */
  readonly seen?: (random: Random, issued: number) => unknown;
}

/** Values 0… of a small range repeat; others are issued once each. */
const someValue = (random: Random, issued: number): number | null =>
  random.chance(0.15) ? null : random.int(1, Math.max(1, issued));

const register: Shape = {
  call: (random, next) =>
    random.chance(0.5) ? { f: "read", value: null } : { f: "write", value: next() },
  ok: (random, { f, value }, issued) => (f === "read" ? someValue(random, issued) : value),
};

const casRegister: Shape = {
  call: (random, next) => {
    if (random.chance(0.6)) return register.call(random, next);
    const to = next();
    return { f: "cas", value: [someValue(random, to), to] };
  },
  ok: register.ok,
};

const mutex: Shape = {
  call: (random) => ({ f: random.chance(0.5) ? "acquire" : "release", value: null }),
  ok: () => null,
};

const queue: Shape = {
  call: (random, next) =>
    random.chance(0.5) ? { f: "enqueue", value: next() } : { f: "dequeue", value: null },
  ok: (random, { f, value }, issued) => (f === "enqueue" ? value : someValue(random, issued)),
};

const set: Shape = {
  call: (random, next) =>
    random.chance(0.5) ? { f: "add", value: next() } : { f: "read", value: null },
  ok: (random, { f, value }, issued) =>
    f === "add"
      ? value
      : Array.from({ length: issued }, (_, i) => i + 1).filter(() => random.chance(0.6)),
};

const multiRegister: Shape = {
  call: (random, next) => {
    const micro = (): unknown =>
      random.chance(0.5)
        ? ["read", random.pick(["x", "y"]), null]
        : ["write", random.pick(["x", "y"]), next()];
    return { f: "txn", value: random.chance(0.5) ? [micro()] : [micro(), micro()] };
  },
  ok: (random, { value }, issued) =>
    (value as readonly [string, string, unknown][]).map(([f, key, written]) => [
      f,
      key,
      f === "read" ? someValue(random, issued) : written,
    ]),
};

const tellingSet: Shape = {
  model: "set",
  initial: [1],
  call: (random, next) =>
    random.chance(0.3)
      ? { f: "read", value: null }
      : { f: random.pick(["add", "add", "remove", "contains"]), value: next() },
  ok: (random, { f, value }, issued) =>
    f === "read"
      ? Array.from({ length: issued }, (_, i) => i + 1).filter(() => random.chance(0.4))
      : f === "contains" || random.chance(0.5)
        ? [value, random.chance(0.5)]
        : value,
};

const kv: Shape = {
  call: (random, next) => {
    const call = casRegister.call(random, next);
    const name = random.chance(0.5) ? { read: "get", write: "put" } : {};
    return { ...call, f: (name as Readonly<Record<string, string>>)[call.f] ?? call.f };
  },
  ok: (random, { f, value }, issued) =>
    f === "get" || f === "read" ? someValue(random, issued) : value,
};

const kvString: Shape = {
  model: "kv-string",
  call: (random, next) =>
    random.chance(0.4)
      ? { f: "get", value: null }
      : { f: random.chance(0.6) ? "append" : "put", value: String(next()) },
  ok: (random, { f, value }, issued) =>
    f !== "get"
      ? value
      : Array.from({ length: random.int(0, 2) }, () =>
          String(random.int(1, Math.max(1, issued))),
        ).join(""),
};

/** Registers that work, or nearly: long, deep histories that are as often linearizable as not. */
const working = (model: string, { keys, initial }: WorkingOptions, times = 2): Shape => ({
  ...casRegister,
  model,
  initial,
  history: (random, maxOps) => workingHistory({ keys, initial }, random, times * maxOps),
});

/** Blind answers to the calls of a specification: those of the objects of which nothing else is known. */
const blind = (model: string, { initial, call }: Specification): Shape => ({
  model,
  initial,
  call,
  ok: (random, { f, value }, issued) => {
    if (model === "append-list" || model === "g-set")
      return f === "read" ? set.ok(random, { f, value }, Math.min(issued, 3)) : value;
    if (f === "read" || f === "pop" || model === "fetch-and-add") return someValue(random, issued);
    return model.includes("fenced") ? random.int(1, 4) : value;
  },
});

/** Of every specification, objects that work, and, where there are no others, blind answers. */
const specified = (own: Readonly<Record<string, Shape>>): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    Object.entries(SPECIFICATIONS).flatMap(([model, specification]): [string, Shape][] => {
      const blindly = blind(model, specification);
      const history = (random: Random, maxOps: number): History =>
        workingObject(specification, random, 2 * maxOps);
      const working: [string, Shape] = [`working ${model}`, { ...blindly, history }];
      return model in own ? [working] : [[model, blindly], working];
    }),
  );

const KEYED = { keys: ["x", "y"], distinct: true } as const;

/** Blind replies, with a revision or without. */
const someRevision = (random: Random): { readonly revision: number | null } => ({
  revision: random.chance(0.9) ? random.int(0, 4) : null,
});
const someReply = (random: Random, issued: number): unknown => ({
  value: someValue(random, Math.min(issued, 3)),
  ...someRevision(random),
});

const revisionedRegister: Shape = {
  call: casRegister.call,
  ok: (random, { f }, issued) => (f === "read" ? someReply(random, issued) : someRevision(random)),
  seen: someReply,
};

const OWN: Readonly<Record<string, Shape>> = {
  register,
  "cas-register": casRegister,
  "distinct registers": { ...register, model: "register", ...KEYED },
  "distinct cas-registers": { ...casRegister, model: "cas-register", ...KEYED },
  "distinct kv": { ...kv, model: "kv", initial: 1, ...KEYED },
  "working register": working("cas-register", { keys: [undefined], initial: null }),
  "long working register": working("cas-register", { keys: [undefined], initial: null }, 10),
  "working registers from 0": working("kv", { keys: ["x", "y"], initial: 0 }),
  "telling set": tellingSet,
  kv,
  "kv-string": kvString,
  mutex,
  "fifo-queue": queue,
  "unordered-queue": queue,
  set,
  "multi-register": multiRegister,
  "revisioned-register": revisionedRegister,
  "working revisioned-register": {
    ...revisionedRegister,
    model: "revisioned-register",
    history: (random, maxOps) => workingCollection("revisioned-register", random, 2 * maxOps),
  },
};

export const SHAPES: Readonly<Record<string, Shape>> = { ...OWN, ...specified(OWN) };

/** A well-formed history of at most `maxOps` operations by a few processes. */
export function randomHistory(name: string, random: Random, maxOps: number): History {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`no random histories of ${name}`);
  if (shape.history !== undefined) return shape.history(random, maxOps);
  const distinct = shape.distinct ?? random.chance(0.5);
  let issued = 0;
  const next = (): number => (distinct ? ++issued : ((issued = 3), random.int(1, 3)));
  const builder = new HistoryBuilder();
  const open = new Map<number, Call>();
  let fresh = random.int(2, 4);
  const workers = Array.from({ length: fresh }, (_, i) => i);
  let calls = random.int(2, maxOps);
  const append = (process: number, event: Call & Answer): void => {
    builder.append({ ...event, process: processId(process), time: nanos(builder.length * 1e9) });
  };
  while (calls > 0 || open.size > 0) {
    const slot = random.int(0, workers.length - 1);
    const process = workers[slot] as number;
    const call = open.get(process);
    if (call === undefined) {
      if (calls-- <= 0) break;
      const key = shape.keys === undefined ? {} : { key: random.pick(shape.keys) };
      const made = { ...shape.call(random, next), ...key };
      open.set(process, made);
      append(process, { ...made, type: "invoke" });
      continue;
    }
    open.delete(process);
    const answer = answerOf(shape, random, call, issued);
    append(process, { ...call, ...answer });
    if (answer.type === "info") workers[slot] = fresh++;
  }
  return builder.build();
}

function answerOf(shape: Shape, random: Random, call: Call, issued: number): Answer {
  const draw = random.float();
  if (draw < 0.2) return { type: "info", value: call.value, error: reason("timeout") };
  if (draw < 0.25) return { type: "fail", value: call.value, error: reason("refused") };
  const observes = ["cas", "acquire", "release", "dequeue", "pop"].includes(call.f);
  if (observes && draw < 0.4) {
    const seen =
      call.f === "cas" && random.chance(0.5)
        ? { seen: (shape.seen ?? someValue)(random, issued) }
        : {};
    return { type: "fail", value: call.value, error: { ...reason("precondition"), ...seen } };
  }
  return { type: "ok", value: shape.ok(random, call, issued) };
}

const reason = (code: string): OpError => ({ code, message: code });
