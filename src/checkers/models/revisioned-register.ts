// A register whose replies tell the revision that set its value: every change has a greater one than all before.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { revisionedFrom, UNSET } from "./revision.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const READ = 0; // a is the value seen
const WRITE = 1; // a is the value written
const CAS = 2; // a is a pair, from and to
const REFUTED = 3; // a cas from a that found something else
const CONTRADICTION = 4; // a cas that failed on what it expected

/** The revision of what told none. */
const UNTOLD = 0;

class RevisionedRegister implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number>;
  readonly #values = new ValueTable();
  readonly #pairs = new RowTable();
  /** By id; smaller than all others is none. */
  readonly #revisions: number[] = [-Infinity];
  readonly #revisionIds = new Map<number, number>();
  /** Rows of (what, argument, revision told). */
  readonly #kinds = new RowTable();
  /** Rows of (value, the greatest revision told so far, 1 where that is the value's own). */
  readonly #states = new RowTable();

  constructor(initial: Json) {
    const { value, revision } = initial === null ? UNSET : revisionedFrom(initial);
    const id = this.#values.idOf(value);
    this.initialFacts = new Set([id]);
    this.start = this.#states.idOf(id, this.#revisionId(revision), Number(revision !== null));
  }

  // A fact is "the register was set to v", as for plain registers. Without a setter of v, or one who saw it, the revisions told
  // are fewer, which leaves no less possible.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map((op) => {
      switch (op.f) {
        case "read":
        case "get":
          return op.outcome.type === "ok" ? this.#sight(op.outcome.value) : null;
        case "write":
        case "put":
          return op.outcome.type === "fail" ? null : this.#write(op);
        case "cas":
          return this.#cas(op);
        default:
          return null;
      }
    });
  }

  #sight(reply: unknown): Meaning {
    const { value, revision } = revisionedFrom(reply);
    const seen = this.#values.idOf(value);
    const kind = this.#kinds.idOf(READ, seen, this.#revisionId(revision));
    // Who tells the revision of a value changes what can be told of it later.
    return revision === null ? looks(kind, [seen]) : changes([kind], [], [seen]);
  }

  #write({ input, outcome }: Operation): Meaning {
    const written = this.#values.idOf(input);
    return changes([this.#kinds.idOf(WRITE, written, this.#toldBy(outcome))], [written]);
  }

  #cas({ input, outcome }: Operation): Meaning {
    const [from, to] = (input as readonly [unknown, unknown]).map((v) => this.#values.idOf(v)) as [
      number,
      number,
    ];
    if (outcome.type !== "fail") {
      const pair = this.#pairs.idOf(from, to);
      return changes([this.#kinds.idOf(CAS, pair, this.#toldBy(outcome))], [to], [from]);
    }
    if (!("seen" in outcome.error)) return looks(this.#kinds.idOf(REFUTED, from), [], [from]);
    const { value } = revisionedFrom(outcome.error.seen);
    if (this.#values.idOf(value) === from) return looks(this.#kinds.idOf(CONTRADICTION));
    return this.#sight(outcome.error.seen);
  }

  #toldBy(outcome: Operation["outcome"]): number {
    return outcome.type === "ok"
      ? this.#revisionId(revisionedFrom(outcome.value).revision)
      : UNTOLD;
  }

  #revisionId(revision: number | null): number {
    if (revision === null) return UNTOLD;
    const known = this.#revisionIds.get(revision);
    if (known !== undefined) return known;
    this.#revisionIds.set(revision, this.#revisions.length);
    return this.#revisions.push(revision) - 1;
  }

  step(state: number, kind: number): number {
    const argument = this.#kinds.b(kind);
    const revision = this.#kinds.c(kind);
    const value = this.#states.a(state);
    switch (this.#kinds.a(kind)) {
      case READ:
        return value === argument ? this.#told(state, revision) : IMPOSSIBLE;
      case WRITE:
        return this.#set(state, argument, revision);
      case CAS:
        return value === this.#pairs.a(argument)
          ? this.#set(state, this.#pairs.b(argument), revision)
          : IMPOSSIBLE;
      case REFUTED:
        return value === argument ? IMPOSSIBLE : state;
      default:
        return IMPOSSIBLE;
    }
  }

  #told(state: number, revision: number): number {
    if (revision === UNTOLD) return state;
    const last = this.#states.b(state);
    if (this.#states.c(state) === 1) return revision === last ? state : IMPOSSIBLE;
    return this.#isGreater(revision, last)
      ? this.#states.idOf(this.#states.a(state), revision, 1)
      : IMPOSSIBLE;
  }

  #set(state: number, value: number, revision: number): number {
    const last = this.#states.b(state);
    if (revision === UNTOLD) return this.#states.idOf(value, last, 0);
    return this.#isGreater(revision, last) ? this.#states.idOf(value, revision, 1) : IMPOSSIBLE;
  }

  #isGreater(revision: number, other: number): boolean {
    return (this.#revisions[revision] as number) > (this.#revisions[other] as number);
  }

  describe(state: number): string {
    const value = `the register holds ${this.#values.show(this.#states.a(state))}`;
    const last = this.#states.b(state);
    if (last === UNTOLD) return value;
    const revision = String(this.#revisions[last]);
    return this.#states.c(state) === 1
      ? `${value}, set at revision ${revision}`
      : `${value}, set after revision ${revision}`;
  }
}

export const revisionedRegister: Model = {
  name: "revisioned-register",
  functions: ["read", "get", "write", "put", "cas"],
  initial: null,
  create: (initial) => new RevisionedRegister(initial),
};
