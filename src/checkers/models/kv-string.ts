// A key-value store of strings, one string per key: `get`, `put`, and `append` to the end. A new key holds "".
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { StateTable } from "./state-table.ts";
import { showValue } from "./value-table.ts";

type Effect = { readonly do: "get" | "put" | "append"; readonly text: string };

const apply = (state: string, effect: Effect): string | null => {
  switch (effect.do) {
    case "get":
      return state === effect.text ? state : null;
    case "put":
      return effect.text;
    case "append":
      return state + effect.text;
  }
};

function create(initial: Json): ModelObject {
  const table = new StateTable<string, Effect>(textOf(initial), {
    stateKey: (state) => state,
    effectKey: (effect) => `${effect.do} ${effect.text}`,
    apply,
  });
  const kind = (what: Effect["do"], text: unknown): number =>
    table.kindOf({ do: what, text: textOf(text) });
  const meaningOf = (op: Operation): Meaning | null => {
    if (op.outcome.type === "fail") return null;
    if (op.f === "get")
      return op.outcome.type === "ok" ? looks(kind("get", op.outcome.value)) : null;
    // What an append leaves depends on what it finds, so no fact can name it.
    return op.f === "put" || op.f === "append" ? changes([kind(op.f, op.input)]) : null;
  };
  return {
    start: table.start,
    initialFacts: new Set(),
    interpret: (ops) => ops.map(meaningOf),
    step: (state, effect) => table.step(state, effect),
    describe: (state) => `the value is ${showValue(table.stateOf(state))}`,
  };
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : showValue(value ?? "");

export const kvString: Model = {
  name: "kv-string",
  functions: ["get", "put", "append"],
  initial: "",
  create,
};
