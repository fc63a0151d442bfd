// A transaction in words, one text for each micro-operation: "append x 3", "r x → [1 2]". Knows the shape of micro-operations and
// nothing of what they prove.
import { clipped, printable } from "./printable.ts";

const TEXT_CHARS = 40;
/** Elements of a list that are shown; the middle is left out. */
const ELEMENTS_SHOWN = 6;

/** Null for a value that is no list of micro-operations. `answered`: reads say what they saw. */
export function transactionTexts(value: unknown, answered: boolean): readonly string[] | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isMicroOp)) return null;
  return value.map(([f, key, argument]) => {
    if (f !== "r") return `${shortText(f)} ${shortText(key)} ${stateText(argument)}`;
    return `r ${shortText(key)}${answered ? ` → ${stateText(argument)}` : ""}`;
  });
}

type MicroOp = readonly [string, string | number, unknown];

function isMicroOp(micro: unknown): micro is MicroOp {
  if (!Array.isArray(micro) || micro.length < 2 || micro.length > 3) return false;
  const [f, key] = micro as readonly unknown[];
  return typeof f === "string" && (typeof key === "string" || typeof key === "number");
}

const shortText = (value: string | number): string => clipped(printable(String(value)), TEXT_CHARS);

function stateText(state: unknown): string {
  if (state === null || state === undefined) return "nothing";
  if (!Array.isArray(state)) return scalarText(state);
  const list: readonly unknown[] = state;
  const elements =
    list.length <= ELEMENTS_SHOWN ? list : [...list.slice(0, 3), "…", ...list.slice(-2)];
  return `[${elements.map(scalarText).join(" ")}]`;
}

const scalarText = (value: unknown): string =>
  shortText(typeof value === "string" ? value : JSON.stringify(value));
