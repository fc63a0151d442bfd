// One line of a history file as an event: checks every member and fills in what may be left out. Knows no files.
import { nanos, processId } from "./ids.ts";
import type { Actor, EventType, HistoryEvent, Key, OpError } from "./op.ts";

export type IncomingEvent = Omit<HistoryEvent, "index">;

const TYPES: ReadonlySet<unknown> = new Set<EventType>(["invoke", "ok", "fail", "info"]);

/** Events without a time get one from their position: a millisecond each, so that they can be drawn. */
const NANOS_PER_POSITION = 1e6;

/**
 * The event that a parsed line holds. `position` counts events from 0. An `error` may be text, which becomes its code. What does
 * not fit is answered as a sentence part: `has no "f"`.
 */
export function eventOf(line: unknown, position: number): IncomingEvent | string {
  if (typeof line !== "object" || line === null || Array.isArray(line)) return "is no object";
  const { time, process, type, f, key, value, error } = line as Readonly<Record<string, unknown>>;
  if (!TYPES.has(type)) return `has no "type" of invoke, ok, fail or info, but ${shown(type)}`;
  if (typeof f !== "string") return `has no "f", but ${shown(f)}`;
  if (!isActor(process))
    return `has no "process" (a number from 0, or "nemesis"), but ${shown(process)}`;
  if (time !== undefined && typeof time !== "number") return `has a "time" of ${shown(time)}`;
  if (!isKey(key)) return `has a "key" of ${shown(key)}; keys are text or numbers`;
  const reason = errorOf(error);
  if (typeof reason === "string") return reason;
  return {
    time: nanos(time ?? position * NANOS_PER_POSITION),
    process: process === "nemesis" ? process : processId(process),
    type: type as EventType,
    f,
    ...(key === undefined || key === null ? {} : { key }),
    value: value ?? null,
    ...(reason === null ? {} : { error: reason }),
  };
}

const shown = (value: unknown): string =>
  value === undefined ? "none" : JSON.stringify(value).slice(0, 60);

/** Histories keep processes in 32 bits, where -1 is the nemesis: a client of that number would be overlooked. */
const MAX_PROCESS = 0x7fffffff;

const isActor = (process: unknown): process is Actor =>
  process === "nemesis" ||
  (typeof process === "number" &&
    Number.isInteger(process) &&
    process >= 0 &&
    process <= MAX_PROCESS);

const isKey = (key: unknown): key is Key | null | undefined =>
  key === undefined || key === null || typeof key === "string" || typeof key === "number";

function errorOf(error: unknown): OpError | string | null {
  if (error === undefined || error === null) return null;
  if (typeof error === "string") return { code: error, message: error };
  const { code, message } = error as Partial<OpError>;
  if (typeof code !== "string") return `has an "error" without a code: ${shown(error)}`;
  return { ...(error as OpError), message: message ?? code };
}
