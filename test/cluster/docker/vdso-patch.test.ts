// The bytes of a clock patch on both kinds of processors: what is where, what jumps where, and when there is none.
import { describe, expect, it } from "vitest";
import { parseVdso } from "../../../src/cluster/docker/vdso-image.ts";
import { patchFor, type VdsoPatch } from "../../../src/cluster/docker/vdso-patch.ts";
import { madeUpVdso } from "./elf-fixture.ts";

const X86 = 62;
const ARM = 183;
/** push rbp; mov rbp, rsp; push r14; push rbx; and … */
const X86_START = "554889e541565348";
const x86 = {
  machine: X86,
  functions: {
    __vdso_clock_gettime: { at: 0x600, word: X86_START },
    __vdso_gettimeofday: { at: 0x640, word: "554c8d15e897ffff" },
    __vdso_time: { at: 0x680, word: "813d3a95ffffffff" },
    __vdso_getcpu: { at: 0x6a0, word: "0f01f9c300000000" },
  },
} as const;
/** stp x29, x30, [sp, #-16]!; mov x29, sp */
const ARM_START = "fd7bbfa9fd030091";
const arm = {
  machine: ARM,
  functions: {
    __kernel_clock_gettime: { at: 0x600, word: ARM_START },
    __kernel_gettimeofday: { at: 0x700, word: ARM_START },
  },
} as const;

interface Entry {
  readonly at: number;
  readonly original: string;
  readonly patched: Buffer;
}

const entriesOf = ({ bytes }: VdsoPatch): readonly Entry[] =>
  [80, 104, 128]
    .map((entry) => ({
      at: Number(bytes.readBigUInt64LE(entry)),
      original: bytes.toString("hex", entry + 8, entry + 16),
      patched: bytes.subarray(entry + 16, entry + 24),
    }))
    .filter(({ at }) => at !== 0);

/** Where `jmp rel32` at the start of an entry goes, from the start of the patch. */
const x86Target = (patch: VdsoPatch, { at, patched }: Entry): number => {
  expect(patched[0]).toBe(0xe9);
  return at + 5 + patched.readInt32LE(1) - patch.at;
};

/** Where the `b` that is the word at `offset` of an entry goes, from the start of the patch. */
const armTarget = (patch: VdsoPatch, { at, patched }: Entry, offset = 0): number => {
  const word = patched.readUInt32LE(offset);
  expect(word >>> 26).toBe(0b000101);
  return at + offset + (word & 0x03ffffff) * 4 - patch.at;
};

describe("a vDSO", () => {
  it("tells its functions and where it ends", () => {
    const image = parseVdso(madeUpVdso(x86));
    expect(Object.fromEntries(image.functions)).toEqual({
      __vdso_clock_gettime: 0x600,
      __vdso_gettimeofday: 0x640,
      __vdso_time: 0x680,
      __vdso_getcpu: 0x6a0,
    });
    expect([image.machine, image.end]).toEqual([X86, 0x800]);
  });

  it("tells them without the old hash table too", () => {
    const image = parseVdso(madeUpVdso({ ...arm, gnuHashOnly: true }));
    expect([...image.functions.keys()]).toEqual([
      "__kernel_clock_gettime",
      "__kernel_gettimeofday",
    ]);
  });

  it.each([
    ["text", Buffer.from("no ELF file at all")],
    ["a 32-bit file", Buffer.from("7f454c4601010100", "hex")],
    ["a file cut off", madeUpVdso(x86).subarray(0, 100)],
    ["nothing", Buffer.alloc(0)],
  ])("that is %s is refused", (_, bytes) => {
    expect(() => patchFor(bytes)).toThrow(/the kernel's vDSO cannot be read/);
  });
});

describe("a patch for x86-64", () => {
  const patch = patchFor(madeUpVdso(x86));

  it("begins where the vDSO ends, with a table that has no skew in it", () => {
    expect(patch.at).toBe(0x800);
    expect(patch.bytes.toString("latin1", 0, 8)).toBe("FLTCLK01");
    expect(patch.bytes.subarray(8, 80).every((byte) => byte === 0)).toBe(true);
  });

  it("has each function jump to its own routine, and keeps what was there", () => {
    const [clockGettime, gettimeofday, time] = entriesOf(patch);
    if (clockGettime === undefined || gettimeofday === undefined || time === undefined)
      throw new Error("entries");
    expect([clockGettime, gettimeofday, time].map(({ at }) => at)).toEqual([0x600, 0x640, 0x680]);
    expect(clockGettime.original).toBe(X86_START);
    expect(clockGettime.patched.toString("hex", 5)).toBe(X86_START.slice(10));
    // mov eax, 228 (clock_gettime); mov eax, 96 (gettimeofday); push rdi.
    const startsWith = (entry: Entry, hex: string): void => {
      const at = x86Target(patch, entry);
      expect(patch.bytes.toString("hex", at, at + hex.length / 2)).toBe(hex);
    };
    startsWith(clockGettime, "b8e40000000f05");
    startsWith(gettimeofday, "b8600000000f05");
    startsWith(time, "574883ec10bf05000000");
  });

  it("reads the counter and the blocks of its own table", () => {
    // mov r8, [counter]; lea r10, [blocks]; cmp r8, [counter]: each relative to the instruction behind it.
    const relative = (instruction: string): number => {
      const at = patch.bytes.indexOf(Buffer.from(instruction, "hex"), 160);
      expect(at).toBeGreaterThan(0);
      return at + 7 + patch.bytes.readInt32LE(at + 3);
    };
    expect(["4c8b05", "4c8d15", "4c3b05"].map(relative)).toEqual([8, 16, 8]);
  });

  it("needs a function's first word to be one that can be written whole", () => {
    const odd = { ...x86.functions, __vdso_time: { at: 0x684, word: X86_START } };
    expect(() => patchFor(madeUpVdso({ machine: X86, functions: odd }))).toThrow(
      /__vdso_time at an odd address/,
    );
  });
});

describe("a patch for arm64", () => {
  it("has each function branch to its own routine, and keeps what was there", () => {
    const patch = patchFor(madeUpVdso(arm));
    const [clockGettime, gettimeofday, ...more] = entriesOf(patch);
    if (clockGettime === undefined || gettimeofday === undefined) throw new Error("entries");
    expect(more).toEqual([]);
    expect(clockGettime.original).toBe(ARM_START);
    expect(clockGettime.patched.toString("hex", 4)).toBe(ARM_START.slice(8));
    // b from 0x600 to 0x8a0 is 0x2a0 bytes, 0xa8 instructions.
    expect(clockGettime.patched.toString("hex", 0, 4)).toBe("a8000014");
    const startsWith = (entry: Entry, words: readonly number[]): void => {
      const at = armTarget(patch, entry);
      expect(words.map((_, index) => patch.bytes.readUInt32LE(at + 4 * index))).toEqual(words);
    };
    // mov w9, w0; mov x8, #113 (clock_gettime); svc #0
    startsWith(clockGettime, [0x2a0003e9, 0xd2800e28, 0xd4000001]);
    // mov x13, x0; mov x8, #169 (gettimeofday); svc #0
    startsWith(gettimeofday, [0xaa0003ed, 0xd2801528, 0xd4000001]);
  });

  it("keeps the landing pad of a function that has one, and branches behind it", () => {
    // paciasp; stp x29, x30, [sp, #-16]!
    const pad = { at: 0x600, word: "3f2303d5fd7bbfa9" };
    const functions = { ...arm.functions, __kernel_clock_gettime: pad };
    const patch = patchFor(madeUpVdso({ machine: ARM, functions }));
    const [entry] = entriesOf(patch);
    if (entry === undefined) throw new Error("entry");
    // bti c
    expect(entry.patched.readUInt32LE(0)).toBe(0xd503245f);
    expect(armTarget(patch, entry, 4)).toBe(160);
  });

  it("writes only the second half of a word that a function begins in the middle of", () => {
    const middle = { at: 0x604, word: ARM_START };
    const functions = { ...arm.functions, __kernel_clock_gettime: middle };
    const patch = patchFor(madeUpVdso({ machine: ARM, functions }));
    const [entry] = entriesOf(patch);
    if (entry === undefined) throw new Error("entry");
    expect(entry.at).toBe(0x600);
    expect(entry.patched.toString("hex", 0, 4)).toBe(ARM_START.slice(0, 8));
    expect(armTarget(patch, entry, 4)).toBe(160);
  });

  it("cannot keep a landing pad there", () => {
    // The second half is bti c.
    const middle = { at: 0x604, word: "fd7bbfa95f2403d5" };
    const functions = { ...arm.functions, __kernel_clock_gettime: middle };
    expect(() => patchFor(madeUpVdso({ machine: ARM, functions }))).toThrow(/at an odd address/);
  });

  it("reads the counter of its own table", () => {
    const patch = patchFor(madeUpVdso(arm));
    // ldar x4, [x3] comes behind adr x3, counter.
    const at = patch.bytes.indexOf(Buffer.from("64fcdfc8", "hex")) - 4;
    const word = patch.bytes.readUInt32LE(at);
    const immediate = (((word >>> 5) & 0x7ffff) << 2) | ((word >>> 29) & 3);
    expect(word & 0x9f00001f).toBe(0x10000003);
    expect(at + ((immediate << 11) >> 11)).toBe(8);
  });
});

describe("there is no patch", () => {
  it("where the vDSO has no room", () => {
    expect(() => patchFor(madeUpVdso({ ...x86, room: 64 }))).toThrow(
      /has 64 bytes left, and the clock routine needs \d+/,
    );
  });

  it("where something stands in the room", () => {
    const bytes = madeUpVdso(x86);
    bytes[0x810] = 1;
    expect(() => patchFor(bytes)).toThrow(/bytes left/);
  });

  it("where a function is missing", () => {
    const { __vdso_time: _, ...functions } = x86.functions;
    expect(() => patchFor(madeUpVdso({ machine: X86, functions }))).toThrow(
      /has no function __vdso_time/,
    );
  });

  it("for another processor", () => {
    expect(() => patchFor(madeUpVdso({ ...x86, machine: 243 }))).toThrow(/ELF machine 243/);
  });
});
