// Reads a vDSO, the small ELF library that a kernel maps into every process: where its functions are, and where it ends.
// Knows nothing of what is done with that.
import { HarnessError } from "../../core/errors.ts";

/** What a patch needs to know of a vDSO. Offsets are bytes from its start. */
export interface VdsoImage {
  readonly bytes: Buffer;
  /** ELF's number of the processor: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** Name → offset of the code. */
  readonly functions: ReadonlyMap<string, number>;
  /** From here on the last page holds nothing. */
  readonly end: number;
}

const ELF_64_LITTLE_ENDIAN = Buffer.from("7f454c460201", "hex");
const PROGRAM_HEADER_SIZE = 56;
const SYMBOL_SIZE = 24;
const DYNAMIC_SEGMENT = 2;
/** Tags of the dynamic section: a hash table's header tells the number of symbols. */
const TAG = { hash: 4, strings: 5, symbols: 6 } as const;
/** A vDSO has a dozen symbols; more than this is no vDSO. */
const MAX_SYMBOLS = 1_000;

/** Throws `unsupported` for what is no 64-bit, little-endian ELF file with a symbol table. */
export function parseVdso(bytes: Buffer): VdsoImage {
  try {
    if (bytes.subarray(0, ELF_64_LITTLE_ENDIAN.length).equals(ELF_64_LITTLE_ENDIAN)) {
      const machine = bytes.readUInt16LE(18);
      return { bytes, machine, functions: functionsOf(bytes), end: endOf(bytes) };
    }
  } catch (error) {
    throw notReadable("its tables are damaged", error);
  }
  throw notReadable("it is no 64-bit ELF file");
}

const notReadable = (why: string, cause?: unknown): HarnessError =>
  new HarnessError("unsupported", `the kernel's vDSO cannot be read: ${why}`, {
    hint: "Clock faults need a Linux engine on x86-64 or arm64.",
    cause,
  });

/** Addresses of a vDSO are offsets: it is linked to address 0. */
const word = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

interface Segment {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

function segmentsOf(bytes: Buffer): readonly Segment[] {
  const first = word(bytes, 32);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const header = first + index * PROGRAM_HEADER_SIZE;
    const type = bytes.readUInt32LE(header);
    return { type, at: word(bytes, header + 8), size: word(bytes, header + 32) };
  });
}

/** Behind the segments; behind the section headers too where the kernel maps them. */
function endOf(bytes: Buffer): number {
  const segments = Math.max(...segmentsOf(bytes).map(({ at, size }) => at + size));
  const sections = word(bytes, 40) + bytes.readUInt16LE(58) * bytes.readUInt16LE(60);
  return sections <= bytes.length ? Math.max(segments, sections) : segments;
}

function functionsOf(bytes: Buffer): ReadonlyMap<string, number> {
  const dynamic = dynamicOf(bytes);
  const [hash, strings, symbols] = [TAG.hash, TAG.strings, TAG.symbols].map((tag) =>
    dynamic.get(tag),
  );
  if (strings === undefined || symbols === undefined) throw notReadable("it names no functions");
  // Without the old hash table: the strings follow the symbols.
  const count =
    hash === undefined
      ? Math.floor((strings - symbols) / SYMBOL_SIZE)
      : bytes.readUInt32LE(hash + 4);
  const found = new Map<string, number>();
  for (let index = 0; index < Math.min(count, MAX_SYMBOLS); index++) {
    const symbol = symbols + index * SYMBOL_SIZE;
    const name = strings + bytes.readUInt32LE(symbol);
    const text = bytes.toString("latin1", name, bytes.indexOf(0, name));
    if (text !== "") found.set(text, word(bytes, symbol + 8));
  }
  return found;
}

/** Tag → value. */
function dynamicOf(bytes: Buffer): ReadonlyMap<number, number> {
  const segment = segmentsOf(bytes).find(({ type }) => type === DYNAMIC_SEGMENT);
  const found = new Map<number, number>();
  if (segment === undefined) return found;
  for (let at = segment.at; at < segment.at + segment.size; at += 16) {
    found.set(word(bytes, at), word(bytes, at + 8));
  }
  return found;
}
