// Several registers behind transactions: `txn` takes and gives a list of ["read"|"write", register, value]; "r" and "w" are short for them.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { StateTable } from "./state-table.ts";
import { ValueTable } from "./value-table.ts";

/** [writes, register id, value id]; a read whose result is unknown is left out. */
type Step = readonly [writes: boolean, register: number, value: number];
/** Value id per register id; what is not there yet is `unset`. */
type Values = readonly number[];
type Micro = readonly [f: string, register: unknown, value: unknown];

class Registers implements ModelObject {
  readonly start = 0;
  /** Grows as registers are met: each holds null until somebody sets it. */
  readonly initialFacts = new Set<number>();
  readonly #registers = new ValueTable();
  readonly #values = new ValueTable();
  readonly #facts = new ValueTable();
  readonly #table: StateTable<Values, readonly Step[]>;

  constructor(initial: Json) {
    this.#values.idOf(null); // id 0: what an unset register holds
    const members = Object.entries((initial ?? {}) as Readonly<Record<string, Json>>);
    const values = members.map(([name, value]) => {
      const id = this.#values.idOf(value);
      this.initialFacts.add(this.#fact(this.#registers.idOf(name), id));
      return id;
    });
    this.#table = new StateTable<Values, readonly Step[]>(values, {
      stateKey: (state) => state.join(","),
      effectKey: (steps) => steps.map((step) => step.join(" ")).join(","),
      apply: (state, steps) => this.#apply(state, steps),
    });
  }

  #apply(state: Values, steps: readonly Step[]): Values | null {
    const next = [...state];
    for (const [writes, register, value] of steps) {
      while (next.length <= register) next.push(0);
      if (writes) next[register] = value;
      else if (next[register] !== value) return null;
    }
    // One spelling per state: registers that nobody set yet are left out.
    while (next.length > state.length && next.at(-1) === 0) next.pop();
    return next;
  }

  #fact(register: number, value: number): number {
    return this.#facts.idOf(`${String(register)}=${String(value)}`);
  }

  #register(name: string): number {
    const before = this.#registers.size;
    const id = this.#registers.idOf(name);
    if (id === before) this.initialFacts.add(this.#fact(id, 0));
    return id;
  }

  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map((op) => this.#meaningOf(op));
  }

  // A fact is "register k was set to v"; the argument is the register's, for each register apart: what a transaction leaves in k is
  // current until the next that sets k, and only one that reads k from outside itself can notice.
  #meaningOf(op: Operation): Meaning | null {
    if (op.f !== "txn" || op.outcome.type === "fail") return null;
    const known = op.outcome.type === "ok";
    const steps = this.#steps((known ? op.outcome.value : op.input) as readonly Micro[], known);
    if (!known && !steps.some(([writes]) => writes)) return null;
    const left = new Map<number, number>();
    const needs: number[] = [];
    for (const [writes, register, value] of steps) {
      if (writes) left.set(register, value);
      else if (!left.has(register)) needs.push(this.#fact(register, value));
    }
    const kind = this.#table.kindOf(steps);
    if (left.size === 0) return looks(kind, needs);
    return changes(
      [kind],
      [...left].map(([register, value]) => this.#fact(register, value)),
      needs,
    );
  }

  #steps(micros: readonly Micro[], known: boolean): readonly Step[] {
    const steps: Step[] = [];
    for (const [f, register, value] of micros) {
      const writes = f === "write" || f === "w";
      if (writes || known)
        steps.push([writes, this.#register(nameOf(register)), this.#values.idOf(value)]);
    }
    return steps;
  }

  step(state: number, kind: number): number {
    return this.#table.step(state, kind);
  }

  describe(state: number): string {
    const held = this.#table
      .stateOf(state)
      .map(
        (value, register) =>
          `${String(this.#registers.valueOf(register))} holds ${this.#values.show(value)}`,
      );
    return held.length === 0 ? "nothing is set" : held.join(", ");
  }
}

/** Names of registers are members of `options.initial`, so numbers and text are one. */
const nameOf = (register: unknown): string =>
  typeof register === "string" ? register : JSON.stringify(register);

export const multiRegister: Model = {
  name: "multi-register",
  functions: ["txn"],
  initial: {},
  create: (initial) => new Registers(initial),
};
