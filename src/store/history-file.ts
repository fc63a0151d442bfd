// Reads histories from files: history.jsonl as runs write it (docs/formats.md), and Jepsen's history.edn. Streams; the whole text
// is never in memory. Knows no run directory.
import { HarnessError, messageOf } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import { type History, HistoryBuilder } from "../core/history.ts";
import { readEdnHistory } from "./edn-history.ts";
import { eventOf } from "../core/history-event.ts";
import { NEWLINE } from "./ascii.ts";
import { EventScanner } from "./event-scanner.ts";
import { takeFile } from "./file-pieces.ts";

const FORMAT = "faultline-history";
const VERSION = 1;

/** The first line of a history file; files made elsewhere may lack it. */
export interface HistoryHeader {
  readonly run: string | null;
  readonly workload: string | null;
}

export interface HistoryFile {
  readonly history: History;
  readonly header: HistoryHeader | null;
}

/** The header as a line, without its end. */
export const historyHeader = (run: string, workload: string): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, run, workload });

/**
 * Reads a history; `.edn` is Jepsen's format. A cut last line is left out: whoever wrote it was stopped. Anything else that is malformed
 * throws `usage` naming file and line. Events take their order from the file and are indexed anew.
 */
export async function readHistoryFile(
  path: string,
  faults: readonly FaultWindow[] = [],
): Promise<HistoryFile> {
  if (path.endsWith(".edn")) return { history: await readEdnHistory(path, faults), header: null };
  const scanner = new EventScanner();
  const builder = new HistoryBuilder();
  let header: HistoryHeader | null = null;
  await forEachLine(path, (bytes, from, to, number, cut) => {
    if (from === to) return;
    const scanned = scanner.scan(bytes, from, to);
    const where = (): string => `${path}:${String(number)}`;
    const parsed = scanned ?? parse(bytes.toString("utf8", from, to), cut, where);
    if (parsed === CUT) return;
    if (number === 1 && isHeader(parsed)) header = headerOf(parsed, where());
    else append(builder, parsed, where);
  });
  return { history: builder.build(faults), header };
}

function append(builder: HistoryBuilder, parsed: unknown, where: () => string): void {
  const event = eventOf(parsed, builder.length);
  if (typeof event === "string")
    throw new HarnessError("usage", `${where()}: the event ${event}`, {
      hint: 'A line is {"process":0,"type":"invoke","f":"read","value":null}; see docs/formats.md.',
    });
  builder.append(event);
}

const CUT = Symbol("a last line that was cut");

function parse(line: string, mayBeCut: boolean, where: () => string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (mayBeCut) return CUT;
    throw new HarnessError("usage", `${where()}: no JSON: ${messageOf(error)}`, { cause: error });
  }
}

type LineVisitor = (bytes: Buffer, from: number, to: number, number: number, cut: boolean) => void;

/** Shows the file's lines, without their ends, one by one; `cut` is true for what stands after the last line end. */
async function forEachLine(path: string, visit: LineVisitor): Promise<void> {
  let number = 0;
  await takeFile(path, (bytes, length, last) => {
    let from = 0;
    let end = bytes.indexOf(NEWLINE);
    for (; end >= 0 && end < length; end = bytes.indexOf(NEWLINE, from)) {
      visit(bytes, from, end, ++number, false);
      from = end + 1;
    }
    if (last && from < length) visit(bytes, from, length, number + 1, true);
    return from;
  });
}

const isHeader = (line: unknown): line is Readonly<Record<string, unknown>> =>
  typeof line === "object" && line !== null && "format" in line;

function headerOf(line: Readonly<Record<string, unknown>>, where: string): HistoryHeader {
  const { format, version, run, workload } = line;
  if (format !== FORMAT || version !== VERSION)
    throw new HarnessError(
      "usage",
      `${where}: this is ${JSON.stringify(format)} version ${JSON.stringify(version)}, not ${FORMAT} version ${String(VERSION)}`,
      { hint: "It was written by something else, or by a newer Faultline." },
    );
  return {
    run: typeof run === "string" ? run : null,
    workload: typeof workload === "string" ? workload : null,
  };
}
