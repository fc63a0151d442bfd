// Jepsen's history.edn as a history: one map an operation, in a vector or one after the other, as records or plain. Translates
// Jepsen's conventions (tuples of independent keys, errors of any shape) and nothing else.
import { readFile } from "node:fs/promises";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import { type History, HistoryBuilder } from "../core/history.ts";
import { type EdnForm, EdnReader, EdnSyntaxError, type EdnValue } from "./edn.ts";
import { eventOf } from "../core/history-event.ts";

type EdnMap = Readonly<Record<string, EdnValue>>;

/** Throws `usage` naming file and line. */
export async function readEdnHistory(
  path: string,
  faults: readonly FaultWindow[],
): Promise<History> {
  const forms = formsOf(await textOf(path), path);
  const keyed = areKeyed(forms.map(({ value }) => value));
  const builder = new HistoryBuilder();
  for (const { value, line } of forms) {
    const event = eventOf(isMap(value) ? plain(value, keyed) : value, builder.length);
    if (typeof event === "string")
      throw new HarnessError("usage", `${path}:${String(line)}: the operation ${event}`, {
        hint: "A line is {:process 0, :type :invoke, :f :read, :value nil}.",
      });
    builder.append(event);
  }
  return builder.build(faults);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new HarnessError("usage", `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function formsOf(text: string, path: string): readonly EdnForm[] {
  try {
    return [...new EdnReader(text).forms()];
  } catch (error) {
    if (!(error instanceof EdnSyntaxError)) throw error;
    throw new HarnessError("usage", `${path}:${String(error.line)}: no EDN: ${error.message}`, {
      cause: error,
    });
  }
}

const isMap = (value: EdnValue): value is EdnMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether values are tuples [key value] of `jepsen.independent`, which EDN does not tell from other pairs: they are when every client
 * calls with a pair whose first is a scalar, and a cas with a pair in that pair.
 */
function areKeyed(values: readonly EdnValue[]): boolean {
  const calls = values.filter(
    (op): op is EdnMap => isMap(op) && op.type === "invoke" && op.process !== "nemesis",
  );
  return calls.length > 0 && calls.every(({ f, value }) => isTuple(value, f === "cas"));
}

function isTuple(value: EdnValue | undefined, ofPairs: boolean): value is readonly EdnValue[] {
  if (!isPair(value)) return false;
  const [key, inner] = value;
  return (typeof key === "number" || typeof key === "string") && (!ofPairs || isPair(inner));
}

const isPair = (value: EdnValue | undefined): value is readonly EdnValue[] =>
  Array.isArray(value) && value.length === 2;

/** The map with our members: the key apart, the error with a code. */
function plain(op: EdnMap, keyed: boolean): object {
  const { value, error, ...rest } = op;
  const isClient = op.process !== "nemesis";
  const tuple = keyed && isClient && isPair(value) ? value : null;
  return {
    ...rest,
    ...(tuple === null ? { value: value ?? null } : { key: tuple[0], value: tuple[1] ?? null }),
    ...(error === undefined || error === null ? {} : { error: errorOf(error) }),
  };
}

/** Jepsen's errors are a keyword, a text, a vector that begins with one, or a map. */
function errorOf(error: EdnValue): { readonly code: string; readonly message: string } {
  const first = Array.isArray(error) ? (error[0] as EdnValue | undefined) : error;
  const code = typeof first === "string" && first !== "" ? first : "unspecified";
  return { code, message: typeof error === "string" ? error : JSON.stringify(error) };
}
