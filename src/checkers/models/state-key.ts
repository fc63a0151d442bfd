// Text for a state of a user's model, the same for equal states: what hash-consing goes by where the model names no key.
import { HarnessError } from "../../core/errors.ts";

/**
 * Canonical JSON, members sorted. What it has read it freezes: a step that changes the state it was handed would be a
 * wrong verdict, and so is an error. Throws `usage` for what is no plain data (a Map, an instance of a class, …).
 */
export function stateKey(state: unknown, model: string): string {
  if (typeof state === "string") return JSON.stringify(state);
  if (Array.isArray(state)) {
    Object.freeze(state);
    return `[${state.map((element) => stateKey(element, model)).join(",")}]`;
  }
  if (isPlain(state)) {
    Object.freeze(state);
    const members = Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${stateKey(member, model)}`).join(",")}}`;
  }
  if (typeof state === "number" || typeof state === "boolean" || state === null)
    return String(state);
  throw new HarnessError("usage", `a state of the model ${model} is no plain data`, {
    hint: "Keep states in numbers, text, arrays and plain objects, or give the model a `key`.",
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
