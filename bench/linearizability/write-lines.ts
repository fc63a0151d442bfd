// Writes the lines of a synthetic history to a file.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const BATCH_CHARACTERS = 1 << 16;

export const writeLines = (file: string, lines: Iterable<string>): Promise<void> =>
  pipeline(Readable.from(batchesOf(lines)), createWriteStream(file));

/** Lines in larger strings: a stream moves each at a cost. */
function* batchesOf(lines: Iterable<string>): IterableIterator<string> {
  let batch = "";
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = "";
  }
  yield batch;
}
