// The history of one case of a manifest, by the conventions of those who recorded it: their tests leave out calls, and names of
// processes. Knows no checker.
import { type IncomingEvent, eventOf } from "../core/history-event.ts";
import { type History, HistoryBuilder } from "../core/history.ts";
import { processId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";

/** `{name, checker, model?, options?, history:[op…]}` */
export interface ManifestCase {
  readonly name: string;
  readonly checker: string;
  readonly model?: string;
  readonly options?: Readonly<Record<string, Json>>;
  readonly history: readonly unknown[];
}

/**
 * An `info` that names another function than the open call still ends it. A completion that nobody called is an operation that was
 * called just before; but among linearizability cases an `info` of an idle process is a remark, and left out. Events without a
 * process (null) are each a client's own, an answer being that of the oldest open call of its function. Transactions need not name
 * their function, and those without a call stay without (see `IngestOptions`). Throws for what is no event.
 */
export function caseHistory({ name, checker, history }: ManifestCase): History {
  const builder = new HistoryBuilder();
  const open = new Map<unknown, string>();
  const strangers = new Strangers();
  const transactional = TRANSACTIONAL.has(checker);
  for (const [position, line] of history.entries()) {
    const named = strangers.named(line);
    const event = eventOf(transactional ? withFunction(named) : named, position);
    if (typeof event === "string")
      throw new Error(`${name}: event ${String(position)} of the history ${event}`);
    const called = open.get(event.process);
    if (event.type === "invoke") open.set(event.process, event.f);
    else open.delete(event.process);
    if (event.type !== "invoke" && called === undefined && event.process !== "nemesis") {
      if (event.type === "info" && checker === "linearizable") continue;
      if (!transactional) builder.append(callOf(event));
    }
    builder.append(event.type === "info" && called !== undefined ? { ...event, f: called } : event);
  }
  return builder.build();
}

const TRANSACTIONAL: ReadonlySet<string> = new Set(["list-append", "rw-register"]);

function withFunction(line: unknown): unknown {
  if (typeof line !== "object" || line === null) return line;
  return { ...line, f: ("f" in line ? line.f : null) ?? "txn" };
}

const callOf = ({ error: _error, ...event }: IncomingEvent): IncomingEvent => ({
  ...event,
  type: "invoke",
});

/** Above all numbers that clients of recorded histories bear. */
const FIRST_STRANGER = 1 << 30;

/** Gives clients without a name one. */
class Strangers {
  #next = FIRST_STRANGER;
  readonly #open: { readonly process: number; readonly f: unknown }[] = [];

  named(line: unknown): unknown {
    if (typeof line !== "object" || line === null) return line;
    const { process, type, f } = line as Readonly<Record<string, unknown>>;
    if (process !== null) return line;
    return { ...line, process: type === "invoke" ? this.#call(f) : this.#answerer(f) };
  }

  #call(f: unknown): number {
    const process = processId(this.#next++);
    this.#open.push({ process, f });
    return process;
  }

  #answerer(f: unknown): number {
    const at = this.#open.findIndex((call) => call.f === f);
    return at === -1 ? this.#next++ : (this.#open.splice(at, 1)[0]?.process ?? this.#next++);
  }
}
