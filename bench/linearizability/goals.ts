// The goals for linearizability, as data, and whether what was measured meets them. Times are CPU times of the check alone.
import { nameOf, type Cell } from "./cells.ts";

interface Goal {
  /** Its number in the list of goals. */
  readonly number: string;
  readonly what: string;
  readonly cells: RegExp;
  readonly atMostMs: number;
  readonly atMostMb?: number;
}

const PER_OPERATION_MS = 50 / 100_000;

/** Ratios are written as the time that they leave: recorded time over ratio. */
const GOALS: readonly Goal[] = [
  goal("2", "register-100000-c5-i0-valid, 40 ms", /^register-100000-c5-i0-valid/, 40),
  {
    ...goal("2", "register 100k, c10 to c50, 60 ms and 40 MB", /^register-100000-c(10|20|50)-/, 60),
    atMostMb: 40,
  },
  goal("2", "register 1M, c10, 300 ms", /^register-1000000-c10-/, 300),
  goal("3", "register-1000-c20-i0-valid, 1 ms", /^register-1000-c20-i0-valid/, 1),
  goal("3", "queue-1000-c5-i0-valid, 1 ms", /^queue-1000-c5-i0-valid/, 1),
  goal("3", "queue 1M, c10, 500 ms", /^queue-1000000-c10-/, 500),
  goal("3", "set 1M, c10, 150 ms", /^set-1000000-c10-/, 150),
  goal("4", "kv-100000-c10-i0, 50 ms", /^kv-100000-c10-i0-/, 50),
  goal("4", "kv-100000-c50-i0-valid, 60 ms (40x)", /^kv-100000-c50-i0-valid/, 60),
  goal("4", "kv-100000-c50-i0-invalid, 122 ms (40x)", /^kv-100000-c50-i0-invalid/, 122),
  goal("4", "kv-100000-c5-i1-invalid, 60 ms", /^kv-100000-c5-i1-invalid/, 60),
  goal("5", "cas-100000-c5-i5-valid, 400 ms", /^cas-100000-c5-i5-valid/, 400),
  goal("5", "cas-1000-c20-i0-valid, 55 ms (1000x)", /^cas-1000-c20-i0-valid/, 55),
  goal("5", "cas 100k, invalid, 50 ms", /^cas-100000-.*-invalid/, 100_000 * PER_OPERATION_MS),
  goal("5", "stretch: cas-100000-c20-i0-valid, 1 s", /^cas-100000-c20-i0-valid/, 1000),
  goal("6", "cas5-1000-c10-i0-invalid, 45 ms (8x)", /^cas5-1000-c10-i0-invalid/, 45),
  goal("6", "cas5-1000-c20-i0-valid, 25 ms (300x)", /^cas5-1000-c20-i0-valid/, 25),
  goal("6", "cas5-100000-c5-i0-valid, 467 ms (3x)", /^cas5-100000-c5-i0-valid/, 467),
  goal("6", "cas5-100000-c5-i1-valid, 433 ms (3x)", /^cas5-100000-c5-i1-valid/, 433),
  goal("6", "cas5-100000-c5-i5-valid, 400 ms (3x)", /^cas5-100000-c5-i5-valid/, 400),
  goal("6", "stretch: cas5-1000-c20-i1-invalid, 60 s", /^cas5-1000-c20-i1-invalid/, 60_000),
];

function goal(number: string, what: string, cells: RegExp, atMostMs: number): Goal {
  return { number, what, cells, atMostMs };
}

/** A line a goal: the worst of what was measured for it, and whether that meets it. */
export function goalLines(cells: readonly Cell[]): readonly string[] {
  return [...GOALS.map((one) => goalLine(one, cells)), unknownsLine(cells)];
}

const line = (number: string, what: string, measured: string, met: string): string =>
  `${number.padEnd(4)}${what.padEnd(48)}${measured.padEnd(44)}${met}`;

function goalLine(goal: Goal, cells: readonly Cell[]): string {
  const measured = cells.filter(({ shape }) => goal.cells.test(nameOf(shape)));
  if (measured.length === 0) return line(goal.number, goal.what, "not measured", "");
  const failed = measured.find(({ outcome }) => typeof outcome === "string");
  if (failed !== undefined)
    return line(
      goal.number,
      goal.what,
      `${nameOf(failed.shape)}: ${failed.outcome as string}`,
      "NOT MET",
    );
  const figures = measured.flatMap(({ outcome }) => (typeof outcome === "string" ? [] : [outcome]));
  const ms = Math.max(...figures.map(({ cpuMs }) => cpuMs));
  const mb = Math.max(...figures.map(({ peakMb }) => peakMb));
  const met = ms <= goal.atMostMs && !(mb > (goal.atMostMb ?? Infinity));
  const memory = goal.atMostMb === undefined ? "" : `, ${mb.toFixed(0)} MB`;
  const worst = `${ms.toFixed(ms < 10 ? 2 : 0)} ms${memory}, worst of ${String(figures.length)}`;
  return line(goal.number, goal.what, worst, met ? "met" : "NOT MET");
}

/** 5 % of unknown outcomes against none, over the register's pairs of cells. */
function unknownsLine(cells: readonly Cell[]): string {
  const [what, limit] = ["register 100k: 5 % unknown costs at most 1.3x", 1.3];
  const msOf = new Map(
    cells.map(({ shape, outcome }) => [
      nameOf(shape),
      typeof outcome === "string" ? Infinity : outcome.cpuMs,
    ]),
  );
  const ratios = [...msOf].flatMap(([name, ms]) => {
    const without = msOf.get(name.replace("-i5-", "-i0-"));
    return /^register-100000-.*-i5-/.test(name) && without !== undefined ? [ms / without] : [];
  });
  if (ratios.length === 0) return line("2", what, "not measured", "");
  const worst = Math.max(...ratios);
  const told = `${worst.toFixed(2)}x, worst of ${String(ratios.length)}`;
  return line("2", what, told, worst <= limit ? "met" : "NOT MET");
}
