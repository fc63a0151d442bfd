// A JSON header and named typed-array columns in one run of bytes. Knows nothing of reports; runs in Node and in browsers.

type ColumnType = "u8" | "u16" | "u32" | "i32" | "f64";
type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

interface ColumnEntry {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
  /** From the start of the columns, in bytes; a multiple of eight. */
  readonly offset: number;
}

interface Directory {
  readonly header: unknown;
  readonly columns: readonly ColumnEntry[];
}

interface Unpacked {
  readonly header: unknown;
  /** Each column has a buffer of its own. */
  readonly columns: ReadonlyMap<string, ColumnArray>;
}

const PREFIX_BYTES = 4;
const ALIGN_BYTES = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES;

/** Length of the directory (u32, little-endian), the directory as JSON, the columns, each at a multiple of eight bytes. */
export function pack(header: unknown, columns: Readonly<Record<string, ColumnArray>>): Uint8Array {
  const entries: ColumnEntry[] = [];
  let offset = 0;
  for (const [name, column] of Object.entries(columns)) {
    entries.push({ name, type: typeOf(column), length: column.length, offset });
    offset += aligned(column.byteLength);
  }
  const directory: Directory = { header, columns: entries };
  const json = new TextEncoder().encode(JSON.stringify(directory));
  const base = aligned(PREFIX_BYTES + json.length);
  const out = new Uint8Array(base + offset);
  new DataView(out.buffer).setUint32(0, json.length, true);
  out.set(json, PREFIX_BYTES);
  for (const entry of entries) {
    const column = columns[entry.name];
    if (column !== undefined) out.set(planesOf(column), base + entry.offset);
  }
  return out;
}

/** The inverse of `pack`. Throws what `JSON.parse` throws when the bytes are not a container. */
export function unpack(bytes: Uint8Array): Unpacked {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonLength = view.getUint32(0, true);
  const json = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + jsonLength);
  const directory = JSON.parse(new TextDecoder().decode(json)) as Directory;
  const base = aligned(PREFIX_BYTES + jsonLength);
  const columns = new Map<string, ColumnArray>();
  for (const entry of directory.columns) {
    const column = emptyColumn(entry.type, entry.length);
    const from = base + entry.offset;
    fromPlanes(bytes.subarray(from, from + column.byteLength), column);
    columns.set(entry.name, column);
  }
  return { header: directory.header, columns };
}

const bytesOf = (column: ColumnArray): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

/** All first bytes, then all second bytes, …: high bytes hardly change, so that they deflate to almost nothing. */
function planesOf(column: ColumnArray): Uint8Array {
  const bytes = bytesOf(column);
  const width = column.BYTES_PER_ELEMENT;
  const out = new Uint8Array(bytes.length);
  for (let plane = 0, to = 0; plane < width; plane++)
    for (let from = plane; from < bytes.length; from += width) out[to++] = bytes[from] ?? 0;
  return out;
}

function fromPlanes(planes: Uint8Array, column: ColumnArray): void {
  const bytes = bytesOf(column);
  const width = column.BYTES_PER_ELEMENT;
  for (let plane = 0, from = 0; plane < width; plane++)
    for (let to = plane; to < bytes.length; to += width) bytes[to] = planes[from++] ?? 0;
}

function typeOf(column: ColumnArray): ColumnType {
  if (column instanceof Uint8Array) return "u8";
  if (column instanceof Uint16Array) return "u16";
  if (column instanceof Uint32Array) return "u32";
  return column instanceof Int32Array ? "i32" : "f64";
}

function emptyColumn(type: ColumnType, length: number): ColumnArray {
  switch (type) {
    case "u8":
      return new Uint8Array(length);
    case "u16":
      return new Uint16Array(length);
    case "u32":
      return new Uint32Array(length);
    case "i32":
      return new Int32Array(length);
    case "f64":
      return new Float64Array(length);
  }
}
