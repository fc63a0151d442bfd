// The clock routine of arm64: only x0 to x17 are written to. Machine code beside its assembly; references to the table
// are relative to the program counter.
import { bytesOf, type Routine, TABLE_SIZE, WORD } from "./vdso-routine.ts";

/**
 * clock_gettime(clock, result): the kernel's answer, adjusted for the wall clocks (0 REALTIME, 5 REALTIME_COARSE,
 * 8 REALTIME_ALARM, 11 TAI); all others are left as they are.
 */
const CLOCK_GETTIME = `
2a0003e9 | mov w9, w0
d2800e28 | mov x8, #113
d4000001 | svc #0
350001e0 | cbnz w0, 1f
71007d3f | cmp w9, #31
540001a8 | b.hi 1f
5281242a | mov w10, #0x921
1ac9254a | lsr w10, w10, w9
3600014a | tbz w10, #0, 1f
a940302b | ldp x11, x12, [x1]
d299400a | movz x10, #0xca00
f2a7734a | movk x10, #0x3b9a, lsl #16
9b0a3160 | madd x0, x11, x10, x12
aa1e03f1 | mov x17, x30
94000017 | bl adjust
a9000820 | stp x0, x2, [x1]
52800000 | mov w0, #0
d65f0220 | ret x17
d65f03c0 | 1: ret
`;

/** gettimeofday(result, zone). */
const GETTIMEOFDAY = `
aa0003ed | mov x13, x0
d2801528 | mov x8, #169
d4000001 | svc #0
350001c0 | cbnz w0, 1f
b40001ad | cbz x13, 1f
d299400a | movz x10, #0xca00
f2a7734a | movk x10, #0x3b9a, lsl #16
d2807d0e | mov x14, #1000
a94031ab | ldp x11, x12, [x13]
9b0e7d8c | mul x12, x12, x14
9b0a3160 | madd x0, x11, x10, x12
aa1e03f1 | mov x17, x30
94000006 | bl adjust
9ace0842 | udiv x2, x2, x14
a90009a0 | stp x0, x2, [x13]
52800000 | mov w0, #0
d65f0220 | ret x17
d65f03c0 | 1: ret
`;

/**
 * Nanoseconds to adjusted seconds and nanoseconds. By the wall clock itself, not by a second, monotonic one: a thread
 * that is interrupted between two readings would see a slow clock go backwards.
 */
const ADJUST = `
10fff6a3 | adr x3, cave+8
c8dffc64 | 1: ldar x4, [x3]
92400085 | and x5, x4, #1
8b051465 | add x5, x3, x5, lsl #5
a9409ca6 | ldp x6, x7, [x5, #8]
a941a4a8 | ldp x8, x9, [x5, #24]
d50339bf | dmb ishld
f940006b | ldr x11, [x3]
eb04017f | cmp x11, x4
54ffff01 | b.ne 1b
cb080008 | sub x8, x0, x8
9b077d0b | mul x11, x8, x7
9b477d0c | smulh x12, x8, x7
93cb818b | extr x11, x12, x11, #32
8b0b00c6 | add x6, x6, x11
b4000089 | cbz x9, 2f
9ac9090b | udiv x11, x8, x9
3600004b | tbz w11, #0, 2f
d2800006 | mov x6, #0
8b060000 | 2: add x0, x0, x6
9aca0c03 | sdiv x3, x0, x10
9b0a8062 | msub x2, x3, x10, x0
b6f80062 | tbz x2, #63, 3f
8b0a0042 | add x2, x2, x10
d1000463 | sub x3, x3, #1
aa0303e0 | 3: mov x0, x3
d65f03c0 | ret
`;

const [clockGettime, gettimeofday, adjust] = [CLOCK_GETTIME, GETTIMEOFDAY, ADJUST].map(bytesOf) as [
  Buffer,
  Buffer,
  Buffer,
];

const INSTRUCTION = 4;
const BRANCH = 0x14000000;
const BRANCH_OFFSET_MASK = 0x03ffffff;
const BTI_C = 0xd503245f;
/** Where an indirect call may land on a page with branch protection: bti c, bti jc, paciasp, pacibsp. */
const LANDING_PADS: readonly number[] = [BTI_C, 0xd50324df, 0xd503233f, 0xd503237f];

const branch = (from: number, to: number): number =>
  (BRANCH | (((to - from) / INSTRUCTION) & BRANCH_OFFSET_MASK)) >>> 0;

export const armRoutine: Routine = {
  machine: 183,
  code: Buffer.concat([clockGettime, gettimeofday, adjust]),
  entries: {
    __kernel_clock_gettime: TABLE_SIZE,
    __kernel_gettimeofday: TABLE_SIZE + clockGettime.length,
  },
  jump(original, from, to) {
    const patched = Buffer.from(original);
    const first = from % WORD;
    if (!LANDING_PADS.includes(original.readUInt32LE(first))) {
      patched.writeUInt32LE(branch(from, to), first);
      return patched;
    }
    // The landing pad stays, and the branch behind it has to fit into the same word.
    if (first !== 0) return null;
    patched.writeUInt32LE(BTI_C, 0);
    patched.writeUInt32LE(branch(from + INSTRUCTION, to), INSTRUCTION);
    return patched;
  },
};
