// From a vDSO to the patch that shifts its clocks: where the code goes, and the words that make the functions jump there.
// Pure bytes; who writes them into processes is the agent's tool.
import { HarnessError } from "../../core/errors.ts";
import { armRoutine } from "./vdso-arm64.ts";
import { parseVdso, type VdsoImage } from "./vdso-image.ts";
import { type Routine, TABLE_SIZE, WORD } from "./vdso-routine.ts";
import { x86Routine } from "./vdso-x86-64.ts";

/** The same for every process that has this vDSO. */
export interface VdsoPatch {
  /** Where it goes: the unused end of the vDSO's last page. */
  readonly at: number;
  /** Table and code. */
  readonly bytes: Buffer;
}

const ROUTINES: readonly Routine[] = [x86Routine, armRoutine];
/** The tool finds the table by this; the number counts versions of its layout. */
const MAGIC = "FLTCLK01";
const ENTRIES_AT = 80;
const ENTRY_SIZE = 3 * WORD;
/** Table and code begin at addresses of this grain. */
const ALIGNMENT = 16;

/** The patch for the vDSO in `bytes`. Throws `unsupported` where it has no room, lacks a function or is no such library. */
export function patchFor(bytes: Buffer): VdsoPatch {
  const image = parseVdso(bytes);
  const routine = ROUTINES.find(({ machine }) => machine === image.machine);
  if (routine === undefined) {
    throw unsupported(
      `the engine's processor (ELF machine ${String(image.machine)}) is no x86-64 or arm64`,
    );
  }
  const at = Math.ceil(image.end / ALIGNMENT) * ALIGNMENT;
  const table = Buffer.alloc(TABLE_SIZE);
  table.write(MAGIC);
  Object.entries(routine.entries).forEach(([name, target], index) => {
    entryOf(image, routine, name, at + target).copy(table, ENTRIES_AT + index * ENTRY_SIZE);
  });
  const patch = Buffer.concat([table, routine.code]);
  const room = image.bytes.subarray(at);
  if (room.length >= patch.length && room.subarray(0, patch.length).every((byte) => byte === 0)) {
    return { at, bytes: patch };
  }
  throw unsupported(
    `the kernel's vDSO has ${String(room.length)} bytes left, and the clock routine needs ${String(patch.length)}`,
  );
}

/** One entry of the table: the offset of the function's first word, the word, and the word with a jump in it. */
function entryOf(image: VdsoImage, routine: Routine, name: string, target: number): Buffer {
  const from = image.functions.get(name);
  if (from === undefined) throw unsupported(`the kernel's vDSO has no function ${name}`);
  const at = from - (from % WORD);
  const original = image.bytes.subarray(at, at + WORD);
  const patched = routine.jump(original, from, target);
  if (patched === null) throw unsupported(`the kernel's vDSO has ${name} at an odd address`);
  const entry = Buffer.alloc(ENTRY_SIZE);
  entry.writeBigUInt64LE(BigInt(at));
  original.copy(entry, WORD);
  patched.copy(entry, 2 * WORD);
  return entry;
}

const unsupported = (why: string): HarnessError =>
  new HarnessError("unsupported", why, {
    hint: "Clock faults need a Linux kernel whose vDSO can be patched; others work without.",
  });
