// Jepsen's history.edn as a history: one map an operation, in a vector or one after the other, as records or plain. Translates
// Jepsen's conventions (tuples of independent keys, errors of any shape) and nothing else.
import { HarnessError } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import { type History, HistoryBuilder } from "../core/history.ts";
import { eventOf, type IncomingEvent } from "../core/history-event.ts";
import { EdnReader } from "./edn.ts";
import { EdnSyntaxError, type EdnValue, Tagged } from "./edn-value.ts";
import { takeFile } from "./file-pieces.ts";

type EdnMap = Readonly<Record<string, EdnValue>>;

/** How a tuple is written where it is not a plain pair: as a record, or with a reader's tag. */
const TUPLES: ReadonlySet<string> = new Set([
  "jepsen.independent.Tuple",
  "jepsen.independent/Tuple",
  "jepsen.independent/tuple",
]);

/** Throws `usage` naming file and line. */
export async function readEdnHistory(
  path: string,
  faults: readonly FaultWindow[],
): Promise<History> {
  const events = new JepsenEvents();
  const reader = new EdnReader((form, line) => {
    const problem = events.append(form);
    if (problem !== null)
      throw new HarnessError("usage", `${path}:${String(line)}: the operation ${problem}`, {
        hint: "A line is {:process 0, :type :invoke, :f :read, :value nil}.",
      });
  }, TUPLES);
  try {
    await takeFile(path, (bytes, length, last) => reader.take(bytes, length, last));
  } catch (error) {
    if (!(error instanceof EdnSyntaxError)) throw error;
    throw new HarnessError("usage", `${path}:${String(error.line)}: no EDN: ${error.message}`, {
      cause: error,
    });
  }
  return events.build(faults);
}

/**
 * Takes operations as they come. EDN does not tell the tuples [key value] of `jepsen.independent` from other pairs: they are tuples
 * when every client calls with a pair whose first is a scalar, and a cas with a pair in that pair. So pairs count as tuples until a
 * call shows that they are none; what was taken until then, seldom more than one event, is taken back.
 */
class JepsenEvents {
  #builder = new HistoryBuilder();
  #pairsAreTuples = true;
  #calls = 0;

  /** Returns what is wrong with the operation, or null. */
  append(form: EdnValue): string | null {
    const event = eventOf(isMap(form) ? this.#translated(form) : form, this.#builder.length);
    if (typeof event === "string") return event;
    this.#builder.append(event);
    return null;
  }

  build(faults: readonly FaultWindow[]): History {
    if (this.#calls === 0) this.#takeTuplesBack();
    return this.#builder.build(faults);
  }

  /** The map with our members: the key apart, the error with a code. */
  #translated(op: EdnMap): Partial<Record<keyof IncomingEvent, unknown>> {
    const { time, process, type, f, value = null, error = null } = op;
    const isClient = process !== "nemesis";
    if (isClient && type === "invoke") {
      this.#calls++;
      if (!isTuple(value, f === "cas")) this.#takeTuplesBack();
    }
    const [key, inner] = (isClient ? this.#tupleOf(value) : null) ?? [undefined, value];
    return {
      time: time ?? undefined,
      process,
      type,
      f,
      key,
      value: inner,
      error: error === null ? undefined : errorOf(error),
    };
  }

  /** Key and value of a tuple; null for anything else. */
  #tupleOf(value: EdnValue): Pair | null {
    if (!(value instanceof Tagged))
      return this.#pairsAreTuples && isPair(value) && isScalar(value[0]) ? value : null;
    // Where tuples have a tag, pairs without one are only pairs.
    this.#takeTuplesBack();
    const parts = isMap(value.value) ? [value.value.key, value.value.value] : value.value;
    return isPair(parts) ? parts : null;
  }

  #takeTuplesBack(): void {
    if (!this.#pairsAreTuples) return;
    this.#pairsAreTuples = false;
    const taken = this.#builder.build();
    this.#builder = new HistoryBuilder();
    for (const { key, ...event } of taken)
      this.#builder.append(key === undefined ? event : { ...event, value: [key, event.value] });
  }
}

type Pair = readonly [EdnValue, EdnValue];

const isMap = (value: unknown): value is EdnMap =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Tagged);

const isPair = (value: unknown): value is Pair => Array.isArray(value) && value.length === 2;

const isScalar = (value: EdnValue): boolean =>
  typeof value === "number" || typeof value === "string";

const isTuple = (value: EdnValue, ofPairs: boolean): boolean =>
  isPair(value) && isScalar(value[0]) && (!ofPairs || isPair(value[1]));

/** Jepsen's errors are a keyword, a text, a vector that begins with one, or a map that has one as its type or cause. */
function errorOf(error: EdnValue): { readonly code: string; readonly message: string } {
  const code = codeOf(error);
  return {
    code: code === "" ? "unspecified" : code,
    message: typeof error === "string" ? error : JSON.stringify(error),
  };
}

function codeOf(error: EdnValue | undefined): string {
  if (typeof error === "string") return error;
  if (Array.isArray(error)) return codeOf((error as readonly EdnValue[])[0]);
  if (!isMap(error)) return "";
  return [error.code, error.type, error.cause].find((part) => typeof part === "string") ?? "";
}
