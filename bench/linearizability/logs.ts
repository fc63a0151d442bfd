// The recorded histories of Porcupine's tests: a table beside its figures, and the goals that they are about.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runBounded } from "./bounded-child.ts";
import type { LogFigures } from "./logs-main.ts";
import type { Options } from "./options.ts";
import { recorded } from "./peers.ts";

const PROGRAM = join(import.meta.dirname, "logs-main.ts");
const peers = recorded.porcupineLogs;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const shown = (ms: number): string => ms.toFixed(ms < 10 ? 3 : 0);

/** Prints the tables; returns a line a goal. */
export async function printLogs(options: Options): Promise<readonly string[]> {
  console.log(`\nRecorded histories\nPorcupine: ${peers.source}`);
  const [etcd, kv] = [await figuresOf("etcd-logs", options), await figuresOf("kv-logs", options)];
  if (typeof etcd === "string" || typeof kv === "string") {
    const missing = [etcd, kv].filter((figures) => typeof figures === "string");
    console.log(`not measured: ${missing.join(", ")}`);
    return [];
  }
  const sum = sumOf(etcd.warmMs);
  const middle = etcd.warmMs.toSorted((a, b) => a - b)[etcd.warmMs.length >> 1] ?? NaN;
  console.log("history            warm ms   cold ms   Porcupine ms   factor");
  row("etcd logs, sum", sum, sumOf(etcd.coldMs), peers["etcd-logs"].sum);
  row("etcd logs, median", middle, NaN, peers["etcd-logs"].median);
  console.log(
    `etcd logs: CPU of a warm pass ${shown(etcd.passCpuMs)} ms, of the cold process ${shown(etcd.processCpuMs)} ms, parsing included`,
  );
  const wrong = [...etcd.wrong, ...kv.wrong];
  if (wrong.length > 0) console.log(`WRONG VERDICTS: ${wrong.join(", ")}`);
  return [
    goal("etcd logs: all verdicts right", etcd.wrong.length, 0),
    goal("etcd logs: CPU of a warm pass, 16 ms", etcd.passCpuMs, 16),
    goal("etcd logs: CPU of the cold process, 700 ms", etcd.processCpuMs, 700),
    ...kv.names.map((name, i) => {
      const short = name.replace("kv-log-", "");
      const [warm, cold] = [kv.warmMs[i] ?? NaN, kv.coldMs[i] ?? NaN];
      const peer = peers["kv-logs"][short] ?? NaN;
      row(`kv ${short}`, warm, cold, peer);
      if (short === "c50-ok") return goal(`kv ${short}: 352 ms (1x)`, warm, peer);
      if (short === "c50-bad") return goal(`kv ${short}: 12.8 ms (5x)`, warm, peer / 5);
      return goal(`kv ${short}: 1 ms cold`, cold, 1);
    }),
  ];
}

function row(what: string, warm: number, cold: number, peer: number): void {
  const cells = [
    shown(warm).padStart(9),
    Number.isNaN(cold) ? "".padStart(10) : shown(cold).padStart(10),
    String(peer).padStart(15),
    `${(peer / warm).toFixed(1)}x`.padStart(9),
  ];
  console.log(`${what.padEnd(17)}${cells.join("")}`);
}

const goal = (what: string, measured: number, atMost: number): string =>
  `${"1".padEnd(4)}${what.padEnd(48)}${shown(measured).padEnd(44)}${measured <= atMost ? "met" : "NOT MET"}`;

/** A sentence where there are none. */
async function figuresOf(name: string, options: Options): Promise<LogFigures | string> {
  const file = join(options.recorded, `${name}.jsonl`);
  if (!existsSync(file)) return `${options.recorded} has no ${name}.jsonl`;
  const limits = [String(options.capMs), String(options.memoryMb)];
  // Many histories in one process: it has the cap for each of some.
  const bounds = { ...options, capMs: options.capMs * 3 };
  const told = await runBounded(PROGRAM, [file, ...limits], bounds);
  return typeof told === "string" ? `${name}: ${told}` : (JSON.parse(told.line) as LogFigures);
}
