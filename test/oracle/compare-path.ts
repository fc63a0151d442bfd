// One comparison of a linear-time path with the oracle: what it decides, and that the operations it names fail alone.
import { opTableOf } from "../../src/checkers/linearizable/op-table.ts";
import {
  IMPOSSIBLE,
  type LinearPath,
  UNDECIDED,
} from "../../src/checkers/linearizable/paths/path.ts";
import { pathFor } from "../../src/checkers/linearizable/paths/paths.ts";
import type { History } from "../../src/core/history.ts";
import type { Json } from "../../src/core/json.ts";
import type { Operation } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";
import { isLinearizable } from "./linearizable.ts";
import { randomHistory, SHAPES } from "./random-history.ts";
import { workingCollection } from "./working-collection.ts";

export interface PathComparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  /** Objects that the path decided, that the oracle finds linearizable, and operations that all its violations name. */
  readonly counts: {
    readonly objects: number;
    readonly decided: number;
    readonly valid: number;
    readonly named: number;
  };
}

export function comparePath(
  path: LinearPath,
  model: string,
  history: History,
  initial: Json,
): PathComparison {
  const table = opTableOf(history);
  const answer = path.decide(table, { initial, nullReads: "value" });
  const ops = history.operations();
  const counts = { objects: table.objects, decided: 0, valid: 0, named: 0 };
  const wrong = (what: string): PathComparison => ({
    problem: `${what}\n${[...history].map((event) => JSON.stringify(event)).join("\n")}\n${JSON.stringify(answer)}`,
    counts,
  });
  for (let object = 0; object < table.objects; object++) {
    const own = ops.filter((_, row) => table.object[row] === object);
    const expected = isLinearizable(model, own, initial ?? undefined);
    if (expected) counts.valid++;
    const ending = answer.ending[object];
    if (ending === UNDECIDED) continue;
    counts.decided++;
    if ((ending !== IMPOSSIBLE) !== expected)
      return wrong(
        `object ${String(object)}: ending ${String(ending)}, the oracle ${String(expected)}`,
      );
    if (ending !== IMPOSSIBLE) continue;
    const found = answer.violations.filter((violation) => violation.object === object);
    const [violation] = found;
    if (violation === undefined || found.length !== 1)
      return wrong("no one violation for an object");
    counts.named += violation.rows.length;
    const named = [...violation.rows, ...(violation.support ?? [])]
      .sort((a, b) => a - b)
      .map((row) => ops[row] as Operation);
    if (named.some((op) => !own.includes(op)) || new Set(named).size !== named.length)
      return wrong("the violation names others' operations, or one twice");
    if (isLinearizable(model, named, initial ?? undefined))
      return wrong("the violation's operations are linearizable");
    const spare = UNSHRINKABLE.test(model)
      ? undefined
      : named.find((op) => !isNeeded(model, named, op, initial));
    if (spare !== undefined) return wrong(`the violation does not need ${JSON.stringify(spare)}`);
  }
  return { problem: null, counts };
}

/** Models whose operations all count for those after them: none may go. */
const UNSHRINKABLE = /counter|fetch-and-add|mutex|revisioned/;

/** Operations that may go only with all that tell of their value: those that make it, and who takes a value out of a queue. */
const BOUND = ["enqueue", "dequeue", "add", "append"];

/** Whether what is left without `gone` has an order. Who may have taken or removed something is an alibi, and cannot go. */
function isNeeded(
  model: string,
  ops: readonly Operation[],
  gone: Operation,
  initial: Json,
): boolean {
  if (gone.f === "remove" || (gone.f === "dequeue" && gone.outcome.type === "info")) return true;
  const values = BOUND.includes(gone.f) ? valuesOf(gone) : [];
  const left = ops.filter((op) => op !== gone && !valuesOf(op).some((v) => values.includes(v)));
  return isLinearizable(model, left, initial ?? undefined);
}

function valuesOf({ f, input, outcome }: Operation): readonly string[] {
  const told = outcome.type === "ok" ? outcome.value : null;
  const values = f === "dequeue" ? [told] : f === "read" ? (told as unknown[]) : [input];
  return values.filter((value) => value !== null).map((value) => JSON.stringify(value));
}

/** On a collection that works or nearly so, or on one of the histories that the whole checker is compared on. */
export function compareRandom(name: string, random: Random, maxOps: number): PathComparison {
  const model = name === "grow-only set" ? "set" : name;
  const path = pathFor(model);
  if (path === undefined) throw new Error(`no path for ${model}`);
  if (random.chance(0.8))
    return comparePath(path, model, workingCollection(name, random, maxOps), null);
  const [shape, { initial = null }] = random.pick(
    Object.entries(SHAPES).filter(([own, { model: of = own }]) => of === model),
  );
  return comparePath(path, model, randomHistory(shape, random, Math.min(maxOps, 7)), initial);
}
