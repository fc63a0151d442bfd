// Shows a file piece by piece to whoever takes as much of it as makes a whole. Knows no format.
import { open } from "node:fs/promises";
import { HarnessError, messageOf } from "../core/errors.ts";

/** Read at once; what does not end within it is put together from several. */
const PIECE_BYTES = 1 << 20;

/**
 * Is shown the first `length` bytes of a buffer, valid during the call; returns how many it took. The rest is shown again, with more
 * behind it. `last`: nothing follows.
 */
type Taker = (bytes: Buffer, length: number, last: boolean) => number;

/** Throws `usage` for a file that cannot be read. */
export async function takeFile(path: string, take: Taker): Promise<void> {
  await using file = await opened(path);
  let bytes = Buffer.allocUnsafe(PIECE_BYTES);
  let length = 0;
  while (true) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    const taken = take(bytes, length, bytesRead === 0);
    if (bytesRead === 0) return;
    bytes.copyWithin(0, taken, length);
    length -= taken;
    if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length);
  }
}

async function opened(path: string): ReturnType<typeof open> {
  try {
    return await open(path);
  } catch (error) {
    throw new HarnessError("usage", `cannot read ${path}: ${messageOf(error)}`, {
      hint: "Name a run directory, a history.jsonl or a history.edn.",
      cause: error,
    });
  }
}
