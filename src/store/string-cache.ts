// Text of bytes, the same text once: histories say few words, but say them millions of times. Knows no format.

/** More words than this drive each other out. */
const SLOTS = 1 << 13;
/** Longer texts are seldom words; they are made anew each time. */
const LONGEST = 32;
const FNV_PRIME = 0x01000193;

/** A direct-mapped cache of short texts; holds at most `SLOTS` of them. */
export class StringCache {
  readonly #slots: string[] = new Array<string>(SLOTS).fill("");

  /** The text of bytes that are ASCII, or Latin-1. */
  textOf(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString("latin1", from, to);
    let hash = length;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#slots[slot] as string;
    if (known.length === length && isAt(known, bytes, from)) return known;
    return (this.#slots[slot] = bytes.toString("latin1", from, to));
  }
}

function isAt(text: string, bytes: Buffer, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
