// The file of records that a node's memory is rebuilt from: appended to and synced, never rewritten. Knows no protocol.
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { DiskRecord } from "./protocol.ts";

export class Disk {
  /** What was on disk when it was opened. */
  readonly recovered: readonly DiskRecord[];
  readonly #file: number;

  /** Opens or makes the file; a torn tail, which nobody was promised anything about, is cut off. */
  constructor(path: string) {
    const isNew = !existsSync(path);
    const { records, bytes } = isNew ? { records: [], bytes: 0 } : readRecords(path);
    this.recovered = records;
    this.#file = openSync(path, "a");
    ftruncateSync(this.#file, bytes);
    fsyncSync(this.#file);
    if (isNew) syncDirectory(dirname(path));
  }

  /** Returns when the records are on disk. */
  append(records: readonly DiskRecord[]): void {
    if (records.length === 0) return;
    writeSync(this.#file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The records before the first line that is cut or broken, and the length of what they take. */
function readRecords(path: string): { records: DiskRecord[]; bytes: number } {
  const records: DiskRecord[] = [];
  let bytes = 0;
  const lines = readFileSync(path, "utf8").split("\n");
  lines.pop();
  for (const line of lines) {
    try {
      records.push(JSON.parse(line) as DiskRecord);
    } catch {
      break;
    }
    bytes += Buffer.byteLength(line) + 1;
  }
  return { records, bytes };
}

function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  fsyncSync(directory);
  closeSync(directory);
}
