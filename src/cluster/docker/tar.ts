// Writes tar archives (POSIX ustar) of files on disk, as a stream: what an image is built from. Knows no Docker.
import { open } from "node:fs/promises";
import { HarnessError } from "../../core/errors.ts";

/** One regular file of an archive. */
export interface TarEntry {
  /** Path inside the archive, with slashes. */
  readonly name: string;
  /** The file on disk. */
  readonly source: string;
  readonly size: number;
  readonly executable: boolean;
}

const BLOCK = 512;
const CHUNK = 1 << 20;

/** The archive's bytes. Times and owners are 0, so that equal files give equal archives. */
export async function* tarOf(entries: readonly TarEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield headerOf(entry);
    yield* contentOf(entry);
    yield Buffer.alloc((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** ustar header: POSIX.1-2017, pax, "ustar Interchange Format". */
function headerOf(entry: TarEntry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const [prefix, name] = splitName(entry.name);
  header.write(name, 0);
  header.write(entry.executable ? "0000755\0" : "0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${entry.size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.write(prefix, 345);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** Names over 100 bytes are cut at a slash into a prefix (155 bytes) and the rest. */
function splitName(path: string): readonly [string, string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const rest = path.slice(at + 1);
    if (Buffer.byteLength(rest) <= 100 && at <= 155) return [path.slice(0, at), rest];
  }
  throw new HarnessError("image", `the path ${path} is too long for a build context`);
}

async function* contentOf(entry: TarEntry): AsyncGenerator<Buffer> {
  await using file = await open(entry.source, "r");
  let left = entry.size;
  while (left > 0) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(CHUNK, left)));
    if (bytesRead === 0) {
      throw new HarnessError("image", `${entry.source} became shorter while it was read`);
    }
    left -= bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
