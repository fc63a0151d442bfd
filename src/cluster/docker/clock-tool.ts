// What is said to the agent's clock tool, faultline-vdso (images/agent/vdso.c), and what it answers. Pure text both ways.
import type { VdsoPatch } from "./vdso-patch.ts";

/** A skew in the routine's own terms: t + offset + ((t - base) * rate >> 32), and t alone in every other half period. */
export interface SkewWords {
  readonly offsetNs: bigint;
  /** Growth per nanosecond, times 2^32. */
  readonly rate: bigint;
  /** Wall clock of the engine's host when the skew began; null: when the tool hears of it. */
  readonly baseNs: bigint | null;
  /** 0 without a strobe. */
  readonly halfPeriodNs: bigint;
}

/** What becomes of one container's processes: skewed, or with null their vDSO as the kernel made it. */
export interface ContainerSkew {
  readonly containerId: string;
  readonly words: SkewWords | null;
}

/** What the tool says of one process. */
export interface ProcessClock {
  readonly containerId: string;
  readonly pid: number;
  /**
   * Of `hold`: armed, changed, kept (was so already), restored, clean. Of `read`: skewed, partial, clean.
   * Of both: skipped, refused.
   */
  readonly what: string;
  /** Why it was skipped or refused. */
  readonly why: string;
  /** Of skewed ones, with a base. */
  readonly words: SkewWords | null;
  /** How far the wall clock is ahead now; 0 for the clean. */
  readonly offsetNs: bigint;
}

/** Where the tool keeps what it is to keep up, in the agent's own file system. */
const DIRECTORY = "/run/faultline-clocks";

/** Prints the vDSO of the engine's kernel as hex digits. */
export const DUMP_VDSO = "faultline-vdso dump";

/**
 * Skews these containers and no others from now on, new processes among them; sets free those without words. Prints a line of
 * each process.
 */
export const holdScript = (patch: VdsoPatch, containers: readonly ContainerSkew[]): string =>
  withPlan(`hold ${DIRECTORY}`, patch, containers.map(planLine));

/** Fails where the patch does not shift the clocks of a process that the tool makes for that. */
export const tryScript = (patch: VdsoPatch): string => withPlan("try", patch, []);

/** Prints a line of each process of these containers; of only one process where its pid is given: `id:pid`. */
export const readScript = (containers: readonly string[]): string =>
  ["faultline-vdso read", ...containers].join(" ");

/**
 * Takes every patch out of all processes of these containers, whoever put it there; does nothing where there is none. Run it
 * in an agent when no other agent lives that still holds their clocks: that one would put the patch back.
 */
export const restoreScript = (containers: readonly string[]): string =>
  containers.length === 0 ? "true" : ["faultline-vdso restore", ...containers].join(" ");

const withPlan = (command: string, patch: VdsoPatch, lines: readonly string[]): string =>
  `faultline-vdso ${command} <<'@plan'
${[`cave ${String(patch.at)} ${patch.bytes.toString("hex")}`, ...lines].join("\n")}
@plan`;

function planLine({ containerId, words }: ContainerSkew): string {
  if (words === null) return `free ${containerId}`;
  const { offsetNs, rate, baseNs, halfPeriodNs } = words;
  return ["skew", containerId, offsetNs, rate, baseNs ?? "now", halfPeriodNs].join(" ");
}

/** Reads what `holdScript` or `readScript` printed: of each process the last line, and what "now" meant. */
export function parseClocks(output: string): {
  readonly nowNs: bigint | null;
  readonly processes: readonly ProcessClock[];
} {
  const found = new Map<string, ProcessClock>();
  let nowNs: bigint | null = null;
  for (const line of output.split("\n")) {
    const [first = "", second = "", what = "", ...rest] = line.trim().split(" ");
    if (first === "base") nowNs = BigInt(second);
    else if (what !== "")
      found.set(`${first} ${second}`, processOf(first, Number(second), what, rest));
  }
  return { nowNs, processes: [...found.values()] };
}

function processOf(
  containerId: string,
  pid: number,
  what: string,
  rest: readonly string[],
): ProcessClock {
  const process = { containerId, pid, what, why: "", words: null, offsetNs: 0n };
  if (what === "skipped" || what === "refused") return { ...process, why: rest.join(" ") };
  const [offsetNs, rate, baseNs, halfPeriodNs, now] = rest.map(BigInt);
  if (now === undefined) return process;
  const words = {
    offsetNs: offsetNs ?? 0n,
    rate: rate ?? 0n,
    baseNs: baseNs ?? 0n,
    halfPeriodNs: halfPeriodNs ?? 0n,
  };
  return { ...process, words, offsetNs: now };
}
