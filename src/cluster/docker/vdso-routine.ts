// What a processor's clock routine is: machine code that takes the place of a vDSO's functions, and the jump to it.
// The routines themselves are in vdso-x86-64.ts and vdso-arm64.ts.

/**
 * A patch begins with a table; the code behind it finds the skew there. Offsets in the table, all words of eight bytes:
 * 0 magic, 8 a counter, 16 and 48 two blocks of offset, rate, base and half period, 80 what the functions' first words
 * were and became (images/agent/vdso-patch.h). The code reads block `counter & 1` and looks again when the counter
 * changed meanwhile: who changes the skew fills the other block first, so that nobody reads parts of two skews.
 */
export const TABLE_SIZE = 160;

/** Words of the table are written whole. */
export const WORD = 8;

/** The clock routine of one kind of processor. */
export interface Routine {
  /** ELF's number of the processor. */
  readonly machine: number;
  /** Behind the table. */
  readonly code: Buffer;
  /** Functions of the vDSO that it replaces → where theirs is, from the start of the table. */
  readonly entries: Readonly<Record<string, number>>;
  /**
   * The eight aligned bytes that hold the first instruction at `from` with a jump to `to` instead; null where that
   * cannot be written as one word. Offsets are from the start of the vDSO.
   */
  readonly jump: (original: Buffer, from: number, to: number) => Buffer | null;
}

/** The bytes of a listing: `hex | assembly` a line. Eight digits are a word of four bytes, the lowest first. */
export function bytesOf(listing: string): Buffer {
  const hex = listing
    .split("\n")
    .flatMap((line) => (line.split("|")[0] ?? "").trim().split(" "))
    .filter((text) => text !== "");
  return Buffer.concat(
    hex.map((text) => {
      const bytes = Buffer.from(text, "hex");
      return text.length === 8 ? bytes.reverse() : bytes;
    }),
  );
}
