// How far each node's wall clock was off over time, from the samples of the run.
import { type ClockSample, clockSamplesOf } from "../core/clock-offsets.ts";
import type { History } from "../core/history.ts";
import type { ClockTable } from "./payload-format.ts";
import { printable } from "./printable.ts";

/** Most rows: an hour of seconds; of longer runs every second, third, … sample is taken. */
const ROWS = 3600;
/** Most nodes that are drawn. */
const NODES = 32;

/** Null where no clock was sampled. */
export function clockTable(history: History): ClockTable | null {
  const all = clockSamplesOf(history);
  if (all.length === 0) return null;
  const stride = Math.ceil(all.length / ROWS);
  const samples = all.filter((_, row) => row % stride === 0);
  const names = [...new Set(samples.flatMap(({ ms }) => [...ms.keys()]))].sort(byNumber);
  return {
    seconds: samples.map(({ seconds }) => seconds),
    nodes: names.slice(0, NODES).map((node) => ({
      name: printable(node),
      ms: samples.map((sample: ClockSample) => sample.ms.get(node) ?? null),
    })),
  };
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
