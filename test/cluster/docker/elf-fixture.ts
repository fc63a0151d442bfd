// A vDSO of one page, made up: an ELF file with a table of functions, as small as a parser can want it.

export interface MadeUpVdso {
  readonly machine: number;
  /** Name → offset and the eight aligned bytes that its first instruction lies in. */
  readonly functions: Readonly<Record<string, { readonly at: number; readonly word: string }>>;
  /** Bytes that the file ends with, unused by anybody. */
  readonly room?: number;
  /** Without the old hash table, as newer ones are. */
  readonly gnuHashOnly?: boolean;
}

const SIZE = 0x1000;
const HASH = 0x100;
const SYMBOLS = 0x200;
const DYNAMIC = 0x400;
const STRINGS_OF = (count: number): number => SYMBOLS + 24 * (count + 1);

export function madeUpVdso({
  machine,
  functions,
  room = 0x800,
  gnuHashOnly = false,
}: MadeUpVdso): Buffer {
  const names = Object.keys(functions);
  const strings = STRINGS_OF(names.length);
  const bytes = Buffer.alloc(SIZE);
  bytes.write("7f454c46020101", "hex");
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(2, 56);
  segment(bytes, 64, { type: 1, at: 0, size: SIZE - room });
  const tags: (readonly [number, number])[] = [
    [5, strings],
    [6, SYMBOLS],
    ...(gnuHashOnly ? [] : [[4, HASH] as const]),
  ];
  segment(bytes, 120, { type: 2, at: DYNAMIC, size: 16 * (tags.length + 1) });
  tags.forEach(([tag, value], index) => {
    bytes.writeBigUInt64LE(BigInt(tag), DYNAMIC + 16 * index);
    bytes.writeBigUInt64LE(BigInt(value), DYNAMIC + 16 * index + 8);
  });
  bytes.writeUInt32LE(names.length + 1, HASH + 4);
  let text = strings + 1;
  names.forEach((name, index) => {
    const { at, word } = functions[name] ?? { at: 0, word: "" };
    const symbol = SYMBOLS + 24 * (index + 1);
    bytes.writeUInt32LE(text - strings, symbol);
    bytes.writeBigUInt64LE(BigInt(at), symbol + 8);
    bytes.write(word, at - (at % 8), "hex");
    text += bytes.write(`${name}\0`, text, "latin1");
  });
  return bytes;
}

interface Segment {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

function segment(bytes: Buffer, header: number, { type, at, size }: Segment): void {
  bytes.writeUInt32LE(type, header);
  bytes.writeBigUInt64LE(BigInt(at), header + 8);
  bytes.writeBigUInt64LE(BigInt(size), header + 32);
}
