// Synthetic histories as Jepsen writes them: a map a line.
import type { Json } from "../../src/core/json.ts";

/** The events of history lines as EDN; the header has no place in it. Keys become tuples [key value]. */
export function* ednLines(lines: Iterable<string>): IterableIterator<string> {
  for (const line of lines) {
    const event = JSON.parse(line) as Readonly<Record<string, Json>>;
    if ("format" in event) continue;
    const { index, time, process, type, f, key, value, error } = event;
    const tuple = key === undefined ? value : [key, value ?? null];
    const why = error === undefined ? "" : ` :error ${edn(error, ":")}`;
    yield `{:index ${edn(index)} :time ${edn(time)} :process ${edn(process)} :type ${edn(type, ":")} :f ${edn(f, ":")} :value ${edn(tuple)}${why}}`;
  }
}

function edn(value: Json | undefined, keyword = ""): string {
  if (value === null || value === undefined) return "nil";
  if (Array.isArray(value)) return `[${value.map((element: Json) => edn(element)).join(" ")}]`;
  return typeof value === "string" && keyword !== "" ? `:${value}` : JSON.stringify(value);
}
