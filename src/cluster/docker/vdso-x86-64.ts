// The clock routine of x86-64: System V calls, so only rax, rcx, rdx, rsi, rdi and r8 to r11 are written to.
// Machine code beside its assembly; references to the table are relative to the program counter.
import { bytesOf, type Routine, TABLE_SIZE, WORD } from "./vdso-routine.ts";

/**
 * clock_gettime(clock, result): the kernel's answer, adjusted for the wall clocks (0 REALTIME, 5 REALTIME_COARSE,
 * 8 REALTIME_ALARM, 11 TAI); all others are left as they are.
 */
const CLOCK_GETTIME = `
b8 e4 00 00 00           | mov eax, 228
0f 05                    | syscall
85 c0                    | test eax, eax
75 28                    | jnz 1f
83 ff 1f                 | cmp edi, 31
77 23                    | ja 1f
b9 21 09 00 00           | mov ecx, 0x921
0f a3 f9                 | bt ecx, edi
73 19                    | jnc 1f
48 69 06 00 ca 9a 3b     | imul rax, [rsi], 1000000000
48 03 46 08              | add rax, [rsi+8]
e8 6a 00 00 00           | call adjust
48 89 06                 | mov [rsi], rax
48 89 56 08              | mov [rsi+8], rdx
31 c0                    | xor eax, eax
c3                       | 1: ret
`;

/** gettimeofday(result, zone). */
const GETTIMEOFDAY = `
b8 60 00 00 00           | mov eax, 96
0f 05                    | syscall
85 c0                    | test eax, eax
75 30                    | jnz 1f
48 85 ff                 | test rdi, rdi
74 2b                    | jz 1f
48 69 07 00 ca 9a 3b     | imul rax, [rdi], 1000000000
48 69 57 08 e8 03 00 00  | imul rdx, [rdi+8], 1000
48 01 d0                 | add rax, rdx
e8 39 00 00 00           | call adjust
48 89 07                 | mov [rdi], rax
48 69 d2 d3 4d 62 10     | imul rdx, rdx, 274877907
48 c1 ea 26              | shr rdx, 38
48 89 57 08              | mov [rdi+8], rdx
31 c0                    | xor eax, eax
c3                       | 1: ret
`;

/** time(result): whole seconds of the coarse wall clock, as the kernel has them. */
const TIME = `
57                       | push rdi
48 83 ec 10              | sub rsp, 16
bf 05 00 00 00           | mov edi, 5
48 89 e6                 | mov rsi, rsp
e8 7e ff ff ff           | call clock_gettime
48 8b 04 24              | mov rax, [rsp]
48 83 c4 10              | add rsp, 16
5f                       | pop rdi
48 85 ff                 | test rdi, rdi
74 03                    | jz 1f
48 89 07                 | mov [rdi], rax
c3                       | 1: ret
`;

/**
 * Nanoseconds to adjusted seconds and nanoseconds. By the wall clock itself, not by a second, monotonic one: a thread
 * that is interrupted between two readings would see a slow clock go backwards.
 */
const ADJUST = `
4c 8b 05 cd fe ff ff     | 1: mov r8, [rip+cave+8]
45 89 c1                 | mov r9d, r8d
41 83 e1 01              | and r9d, 1
41 c1 e1 05              | shl r9d, 5
4c 8d 15 c3 fe ff ff     | lea r10, [rip+cave+16]
4d 01 d1                 | add r9, r10
49 8b 09                 | mov rcx, [r9]
49 8b 51 08              | mov rdx, [r9+8]
4d 8b 51 10              | mov r10, [r9+16]
4d 8b 59 18              | mov r11, [r9+24]
4c 3b 05 a2 fe ff ff     | cmp r8, [rip+cave+8]
75 cc                    | jne 1b
49 89 c0                 | mov r8, rax
4c 29 d0                 | sub rax, r10
49 89 c1                 | mov r9, rax
48 f7 ea                 | imul rdx
48 0f ac d0 20           | shrd rax, rdx, 32
48 01 c1                 | add rcx, rax
4d 85 db                 | test r11, r11
74 0e                    | jz 2f
4c 89 c8                 | mov rax, r9
31 d2                    | xor edx, edx
49 f7 f3                 | div r11
a8 01                    | test al, 1
74 02                    | jz 2f
31 c9                    | xor ecx, ecx
49 8d 04 08              | 2: lea rax, [r8+rcx]
48 99                    | cqo
b9 00 ca 9a 3b           | mov ecx, 1000000000
48 f7 f9                 | idiv rcx
48 85 d2                 | test rdx, rdx
79 06                    | jns 3f
48 01 ca                 | add rdx, rcx
48 ff c8                 | dec rax
c3                       | 3: ret
`;

const [clockGettime, gettimeofday, time, adjust] = [CLOCK_GETTIME, GETTIMEOFDAY, TIME, ADJUST].map(
  bytesOf,
) as [Buffer, Buffer, Buffer, Buffer];

const JUMP = 0xe9;
const JUMP_SIZE = 5;

export const x86Routine: Routine = {
  machine: 62,
  code: Buffer.concat([clockGettime, gettimeofday, time, adjust]),
  entries: {
    __vdso_clock_gettime: TABLE_SIZE,
    __vdso_gettimeofday: TABLE_SIZE + clockGettime.length,
    __vdso_time: TABLE_SIZE + clockGettime.length + gettimeofday.length,
  },
  jump(original, from, to) {
    if (from % WORD !== 0) return null;
    const patched = Buffer.from(original);
    patched[0] = JUMP;
    patched.writeInt32LE(to - (from + JUMP_SIZE), 1);
    return patched;
  },
};
