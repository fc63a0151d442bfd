// Random small histories for the streaming checkers: of systems that work, or answer from the past, or lose what they were told;
// and the blind ones of random-history.ts. Mostly within the domain where streaming decides: values set once.
import { type History, historyOf } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";
import { randomHistory } from "./random-history.ts";

type Asked = Pick<HistoryEvent, "f" | "value">;
type Answer = Pick<HistoryEvent, "type" | "value" | "error">;

/** A system of one object; states are values that are never changed in place. */
interface System {
  readonly model: string;
  readonly initial?: Json;
  readonly start: Json;
  /** Of random-history.ts: asked and answered blindly. */
  readonly blind?: string;
  readonly ask: (random: Random, next: () => number, issued: number) => Asked;
  readonly serve: (state: Json, asked: Asked, random: Random) => readonly [Json, Answer];
}

const ok = (value: unknown): Answer => ({ type: "ok", value });
const refused = (asked: Asked, seen: unknown, tells: boolean): Answer => ({
  type: "fail",
  value: asked.value,
  error: { code: "precondition", message: "found another", ...(tells ? { seen } : {}) },
});

const register: System = {
  model: "register",
  start: null,
  blind: "register",
  ask: (random, next) =>
    random.chance(0.5) ? { f: "read", value: null } : { f: "write", value: next() },
  serve: (state, { f, value }) => (f === "read" ? [state, ok(state)] : [value as Json, ok(value)]),
};

const casRegister = (silent: number): System => ({
  model: "cas-register",
  start: null,
  blind: "cas-register",
  ask: (random, next, issued) => {
    const f = random.pick(["read", "write", "cas", "cas"]);
    if (f === "read") return { f, value: null };
    if (f === "write") return { f, value: next() };
    const expected = random.chance(0.1) ? null : random.int(Math.max(0, issued - 2), issued);
    return { f, value: [expected === 0 ? null : expected, next()] };
  },
  serve: (state, asked, random) => {
    if (asked.f !== "cas") return register.serve(state, asked, random);
    const [expected, to] = asked.value as readonly [Json, Json];
    return expected === state
      ? [to, ok(asked.value)]
      : [state, refused(asked, state, !random.chance(silent))];
  },
});

const queue = (model: string, emptyByFailing: number): System => ({
  model,
  start: [],
  blind: model,
  ask: (random, next) =>
    random.chance(0.5) ? { f: "enqueue", value: next() } : { f: "dequeue", value: null },
  serve: (state, asked, random) => {
    const list = state as readonly Json[];
    if (asked.f === "enqueue") return [[...list, asked.value as Json], ok(asked.value)];
    if (list.length === 0)
      return [list, random.chance(emptyByFailing) ? refused(asked, null, false) : ok(null)];
    const at = model === "fifo-queue" ? 0 : random.int(0, list.length - 1);
    return [list.toSpliced(at, 1), ok(list[at])];
  },
});

const sorted = (list: readonly Json[]): readonly Json[] => [...new Set(list)].sort();

const growSet: System = {
  model: "set",
  initial: [100],
  start: [100],
  blind: "set",
  ask: (random, next) =>
    random.chance(0.5) ? { f: "add", value: next() } : { f: "read", value: null },
  serve: (state, { f, value }) => {
    const list = state as readonly Json[];
    return f === "add" ? [sorted([...list, value as Json]), ok(value)] : [list, ok(list)];
  },
};

const appendList: System = {
  model: "append-list",
  start: [],
  blind: "append-list",
  ask: (random, next) =>
    random.chance(0.5) ? { f: "append", value: next() } : { f: "read", value: null },
  serve: (state, { f, value }) => {
    const list = state as readonly Json[];
    return f === "append" ? [[...list, value as Json], ok(value)] : [list, ok(list)];
  },
};

const elements: System = {
  model: "set",
  start: [],
  ask: (random) => ({
    f: random.pick(["add", "add", "remove", "contains", "contains"]),
    value: random.int(1, 2),
  }),
  serve: (state, { f, value }, random) => {
    const list = state as readonly Json[];
    const there = list.includes(value as Json);
    const told = ok(f === "contains" || random.chance(0.5) ? [value, there] : value);
    if (f === "contains") return [list, told];
    return [f === "add" ? sorted([...list, value as Json]) : list.filter((e) => e !== value), told];
  },
};

export const ONLINE_SHAPES: Readonly<Record<string, System>> = {
  register,
  "cas-register": casRegister(0),
  "silent cas-register": casRegister(0.3),
  "fifo-queue": queue("fifo-queue", 0.5),
  "unordered-queue": queue("unordered-queue", 0.5),
  "grow-only set": growSet,
  "append-list": appendList,
  "set of elements": elements,
};

/** A history of about `maxOps` operations at most, and what to judge it by. */
export function onlineHistory(
  name: string,
  random: Random,
  maxOps: number,
): { readonly model: string; readonly initial: Json | undefined; readonly history: History } {
  const system = ONLINE_SHAPES[name];
  if (system === undefined) throw new Error(`no histories of ${name}`);
  const { model, initial, blind } = system;
  if (blind !== undefined && initial === undefined && random.chance(0.2))
    return { model, initial, history: randomHistory(blind, random, maxOps) };
  return { model, initial, history: new Run(system, random, maxOps).history() };
}

interface Open extends Asked {
  readonly process: number;
  /** What the system answers; null until it was served. */
  answer: Answer | null;
  lost: boolean;
}

class Run {
  readonly #system: System;
  readonly #random: Random;
  readonly #events: Omit<HistoryEvent, "index">[] = [];
  readonly #states: Json[];
  readonly #open: Open[] = [];
  readonly #calls: number;
  readonly #workers: number;
  readonly #distinct: boolean;
  readonly #faulty: number;
  readonly #lossy: number;
  #issued = 0;
  #processes = 0;
  #made = 0;

  constructor(system: System, random: Random, maxOps: number) {
    this.#system = system;
    this.#random = random;
    this.#states = [system.start];
    this.#calls = random.int(2, maxOps);
    this.#workers = random.int(2, 5);
    this.#distinct = random.chance(0.95);
    this.#faulty = random.chance(0.5) ? 0.25 : 0;
    this.#lossy = random.chance(0.5) ? 0 : 0.2;
  }

  history(): History {
    const random = this.#random;
    while (this.#made < this.#calls || (this.#open.length > 0 && random.chance(0.95))) {
      const waiting = this.#open.filter(({ lost }) => !lost);
      if (waiting.length < this.#workers && this.#made < this.#calls && random.chance(0.4))
        this.#begin();
      else if (this.#open.length > 0) this.#goOn(random.pick(this.#open));
    }
    return historyOf(this.#events);
  }

  #begin(): void {
    const random = this.#random;
    const next = (): number => (this.#distinct ? ++this.#issued : random.int(1, 3));
    const asked = this.#system.ask(random, next, this.#issued);
    const open: Open = { ...asked, process: this.#processes++, answer: null, lost: false };
    this.#made++;
    this.#open.push(open);
    this.#tell(open, { type: "invoke", value: open.value });
  }

  /** Served, lost (and served later, or never), refused, or answered. */
  #goOn(open: Open): void {
    const random = this.#random;
    if (open.answer === null && random.chance(0.6)) this.#serve(open);
    else if (open.lost) this.#open.splice(this.#open.indexOf(open), 1);
    else if (random.chance(this.#lossy)) {
      open.lost = true;
      this.#tell(open, {
        type: "info",
        value: open.value,
        error: { code: "lost", message: "lost" },
      });
    } else if (open.answer !== null) this.#end(open, open.answer);
    else if (random.chance(0.1))
      this.#end(open, {
        type: "fail",
        value: open.value,
        error: { code: "refused", message: "no" },
      });
  }

  #serve(open: Open): void {
    const random = this.#random;
    const now = this.#states.at(-1) as Json;
    const isFaulty = random.chance(this.#faulty);
    const seen = isFaulty ? random.pick(this.#states.slice(-3)) : now;
    const [, answer] = this.#system.serve(seen, open, random);
    const [after] = this.#system.serve(now, open, random);
    open.answer = answer;
    this.#states.push(isFaulty && random.chance(0.5) ? now : after);
  }

  #end(open: Open, answer: Answer): void {
    this.#open.splice(this.#open.indexOf(open), 1);
    this.#tell(open, answer);
  }

  #tell({ process, f }: Open, what: Answer): void {
    const time = nanos(this.#events.length * 1e9);
    this.#events.push({ time, process: processId(process), f, ...what });
  }
}
