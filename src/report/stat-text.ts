// The numbers of a verdict as people read them: names apart, units behind the value. Knows no medium.
import { formatDuration, fromMs } from "../core/duration.ts";

interface Stat {
  readonly name: string;
  readonly value: string;
}

/** `{ okShare: 0.775, longestGapMs: 412 }` → "ok share" "77.5 %", "longest gap" "412 ms". */
export const statsOf = (stats: Readonly<Record<string, number>>): readonly Stat[] =>
  Object.entries(stats).map(([name, value]) => statOf(name, value));

function statOf(name: string, value: number): Stat {
  if (name.endsWith("Ms")) return { name: spaced(name.slice(0, -2)), value: durationText(value) };
  if (name === "seconds") return { name: "took", value: durationText(value * 1000) };
  if (name.endsWith("Share"))
    return { name: spaced(name), value: `${numberText(Math.round(value * 1000) / 10)} %` };
  return { name: spaced(name), value: numberText(value) };
}

const durationText = (ms: number): string => formatDuration(fromMs(ms));

/** `statesExplored` → "states explored". */
const spaced = (name: string): string =>
  name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );

/** Thousands apart, at most three decimals: "12,345", "0.125". */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole = "", fraction = ""] = String(Math.round(value * 1000) / 1000).split(".");
  if (whole.includes("e")) return whole;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === "" ? grouped : `${grouped}.${fraction}`;
}
