// A register's operations by the revisions that their replies told: per revision who changed the value, to what, and who saw it.
import { revisionedOf, UNSET } from "../../models/revision.ts";
import { showValue } from "../../models/value-table.ts";
import { errorOf, FAIL, INFO, inputOf, OK, outputOf } from "../op-table.ts";
import { DenseIds } from "./dense-ids.ts";
import type { Finding, ObjectOps } from "./object-ops.ts";

export const NONE = -1;

/** Operations are places in `ObjectOps`, values are ids, revisions are ids until they are sorted. */
export class RevisionOps {
  readonly ops: ObjectOps;
  readonly #values: DenseIds;
  readonly #revisions: DenseIds;
  /** By operation: the revision that it told, or `NONE`. */
  readonly revision: Int32Array;
  /** By operation that changes the value: what it expected; `NONE` where it expected nothing. */
  readonly from: Int32Array;
  /** By revision: its number, the value, who set that (`NONE`: somebody unknown), and one who saw it (or `NONE`). */
  readonly number: number[] = [];
  readonly value: number[] = [];
  readonly setter: number[] = [];
  readonly seer: number[] = [];
  /** By value: who may have set it, at a revision that was not told. */
  readonly unknown = new Map<number, number[]>();

  constructor(ops: ObjectOps) {
    const { length } = ops.rows;
    this.ops = ops;
    this.#values = new DenseIds(length);
    this.#revisions = new DenseIds(length);
    this.revision = new Int32Array(length).fill(NONE);
    this.from = new Int32Array(length).fill(NONE);
  }

  shown(value: number): string {
    return showValue(this.#values.valueOf(value));
  }

  /** Notes everything; null for what has no place among revisions, a finding for what contradicts itself. */
  collect(initial: unknown): Finding | "done" | null {
    const first = initial === null ? UNSET : revisionedOf(initial);
    if (first === null || first.revision === null) return null;
    this.#at(first.revision, first.value);
    for (let i = 0; i < this.revision.length; i++) {
      const wrong = this.#note(i, first.revision);
      if (wrong !== "done") return wrong;
    }
    return "done";
  }

  #note(i: number, first: number): Finding | "done" | null {
    const { table, rows } = this.ops;
    const row = rows[i] as number;
    const outcome = table.outcome[row];
    const f = table.history.columns.functions[table.f[row] as number] as string;
    const isRead = f === "read" || f === "get";
    if (isRead) return outcome === OK ? this.#see(i, outputOf(table, row), first) : "done";
    const [expected, to] = (
      f === "cas" ? inputOf(table, row) : [undefined, inputOf(table, row)]
    ) as readonly [unknown, unknown];
    if (outcome === FAIL) {
      const error = errorOf(table, row);
      if (f !== "cas" || error?.code !== "precondition") return "done";
      const seen = "seen" in error ? revisionedOf(error.seen) : null;
      const isOther = seen !== null && this.#idOf(seen.value) !== this.#idOf(expected);
      return isOther ? this.#see(i, error.seen, first) : null;
    }
    if (f === "cas") this.from[i] = this.#idOf(expected);
    if (outcome === INFO) return this.#mayHaveSet(i, to);
    const revision = revisionedOf(outputOf(table, row))?.revision ?? null;
    return revision === null ? null : this.#set(i, to, revision, first);
  }

  #idOf(value: unknown): number {
    return this.#values.idOf(value ?? null);
  }

  #mayHaveSet(i: number, to: unknown): "done" {
    const value = this.#idOf(to);
    const others = this.unknown.get(value);
    if (others === undefined) this.unknown.set(value, [i]);
    else others.push(i);
    return "done";
  }

  #see(i: number, reply: unknown, first: number): Finding | "done" | null {
    const told = revisionedOf(reply);
    if (told === null || told.revision === null) return null;
    if (told.revision < first) return tooOld([i], told.revision, first);
    const at = this.#at(told.revision, told.value);
    if (this.seer[at] === NONE) this.seer[at] = i;
    this.revision[i] = at;
    return this.value[at] === this.#idOf(told.value) ? "done" : this.#differs(i, at);
  }

  #set(i: number, to: unknown, revision: number, first: number): Finding | "done" {
    if (revision <= first) return tooOld([i], revision, first);
    const at = this.#at(revision, to);
    this.revision[i] = at;
    if (this.value[at] !== this.#idOf(to)) return this.#differs(i, at);
    if (this.setter[at] !== NONE)
      return {
        ops: [this.setter[at] as number, i],
        because: `two changes have the revision ${String(revision)}`,
      };
    this.setter[at] = i;
    return "done";
  }

  /** The revision's id; new ones begin with that value. */
  #at(revision: number, value: unknown): number {
    const id = this.#revisions.idOf(revision);
    if (id < this.number.length) return id;
    this.number.push(revision);
    this.value.push(this.#idOf(value));
    this.setter.push(NONE);
    this.seer.push(NONE);
    return id;
  }

  /** Who told that revision before says something else. */
  #differs(i: number, at: number): Finding {
    const before = this.setter[at] === NONE ? this.seer[at] : this.setter[at];
    const because = `two operations tell of revision ${String(this.number[at])}, and not of the same value`;
    return { ops: [i, before as number].filter((each) => each !== NONE), because };
  }

  /** The one who sets a value at a revision, and one who saw it there, as far as there are. */
  evidence(at: number): readonly number[] {
    return [this.setter[at] as number, this.seer[at] as number].filter((i) => i !== NONE);
  }
}

const tooOld = (ops: readonly number[], revision: number, first: number): Finding => ({
  ops,
  because: `an operation told revision ${String(revision)}, when the object had ${String(first)} at first`,
});
