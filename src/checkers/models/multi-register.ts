// Several registers behind transactions: `txn` takes and gives a list of ["read"|"write", register, value]; "r" and "w" are short for them.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { BraunTrees, EMPTY } from "./braun-tree.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

/** What a register holds that nobody set: the id of null. */
const UNSET = 0;

/** A read whose result is unknown is left out. */
interface Step {
  readonly writes: boolean;
  readonly register: number;
  readonly value: number;
}
type Micro = readonly [f: string, register: unknown, value: unknown];

class Registers implements ModelObject {
  readonly start: number;
  /** Grows as registers are met: each holds null until somebody sets it. */
  readonly initialFacts = new Set<number>();
  readonly #registers = new ValueTable();
  readonly #values = new ValueTable();
  /** Rows of (register, value). */
  readonly #facts = new RowTable();
  /** Lists of steps, as rows of (list of the steps after, twice the register from 1 on and one if it writes, value); 0 is the empty list. */
  readonly #kinds = new RowTable();
  /** A state has, by register, the id of its value. */
  readonly #states = new BraunTrees();

  constructor(initial: Json) {
    this.#values.idOf(null);
    let state = EMPTY;
    for (const [name, held] of Object.entries((initial ?? {}) as Readonly<Record<string, Json>>)) {
      const register = this.#registers.idOf(name);
      const value = this.#values.idOf(held);
      this.initialFacts.add(this.#facts.idOf(register, value));
      state = this.#states.with(state, register, value);
    }
    this.start = state;
  }

  #register(name: string): number {
    const before = this.#registers.size;
    const id = this.#registers.idOf(name);
    if (id === before) this.initialFacts.add(this.#facts.idOf(id, UNSET));
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
    if (!known && !steps.some(({ writes }) => writes)) return null;
    const left = new Map<number, number>();
    const needs: number[] = [];
    for (const { writes, register, value } of steps) {
      if (writes) left.set(register, value);
      else if (!left.has(register)) needs.push(this.#facts.idOf(register, value));
    }
    const kind = this.#kindOf(steps);
    if (left.size === 0) return looks(kind, needs);
    return changes(
      [kind],
      [...left].map(([register, value]) => this.#facts.idOf(register, value)),
      needs,
    );
  }

  #steps(micros: readonly Micro[], known: boolean): readonly Step[] {
    const steps: Step[] = [];
    for (const [f, register, value] of micros) {
      const writes = f === "write" || f === "w";
      if (!writes && !known) continue;
      steps.push({
        writes,
        register: this.#register(nameOf(register)),
        value: this.#values.idOf(value),
      });
    }
    return steps;
  }

  #kindOf(steps: readonly Step[]): number {
    return steps.reduceRight(
      (after, { writes, register, value }) =>
        this.#kinds.idOf(after, (register + 1) * 2 + Number(writes), value),
      0,
    );
  }

  step(state: number, kind: number): number {
    let after = state;
    for (let left = kind; left !== 0; left = this.#kinds.a(left)) {
      const what = this.#kinds.b(left);
      const register = (what >> 1) - 1;
      const value = this.#kinds.c(left);
      if ((what & 1) === 1) after = this.#states.with(after, register, value);
      else if (this.#states.get(after, register) !== value) return IMPOSSIBLE;
    }
    return after;
  }

  get bytes(): number {
    return this.#states.bytes;
  }

  describe(state: number): string {
    const held = this.#states
      .elementsOf(state)
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
