// Processes of this host as its kernel shows them: who is alive, since when, in which state. A rim file.
// Knows nothing of runs but the mark that their nodes carry in the environment.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process that a reused pid is never mistaken for. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the kernel counts: clock ticks on Linux, a date elsewhere. "" when it was gone at once. */
  readonly startedTicks: string;
}

const PS_TIMEOUT_MS = 2_000;
const isLinux = process.platform === "linux";

/** Environment variables that every node carries. */
export const MARKS = { run: "FAULTLINE_RUN", node: "FAULTLINE_NODE" } as const;

export const ownIdentity = (): ProcessIdentity => identityOf(process.pid);

export const identityOf = (pid: number): ProcessIdentity => ({
  pid,
  startedTicks: isLinux ? (statOf(pid)?.startedTicks ?? "") : ps(pid, "lstart="),
});

/** Letter of the process's state (`R`, `S`, `T`, …); null when it is gone. A zombie is gone. */
export function stateOf(pid: number): string | null {
  const letter = (isLinux ? statOf(pid)?.state : ps(pid, "state="))?.slice(0, 1) ?? "";
  return letter === "" || letter === "Z" ? null : letter;
}

/** Whether that very process is alive. */
export const isAlive = ({ pid, startedTicks }: ProcessIdentity): boolean =>
  startedTicks !== "" && stateOf(pid) !== null && identityOf(pid).startedTicks === startedTicks;

/** Signals a process and all in its group; one that is gone is left alone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  ignoringGone(() => process.kill(-pid, signal));
}

/** Signals one process; one that is gone is left alone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  ignoringGone(() => process.kill(pid, signal));
}

/** Live processes that carry the mark of `run`; asks the kernel. Empty where it does not show environments. */
export function processesOfRun(run: string): readonly ProcessIdentity[] {
  if (!isLinux) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && carriesMark(name, run))
    .map((name) => identityOf(Number(name)))
    .filter((found) => found.pid !== process.pid && isAlive(found));
}

function carriesMark(pid: string, run: string): boolean {
  const environment = readOrNull(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return (
    environment.includes(`${MARKS.run}=${run}`) &&
    environment.some((entry) => entry.startsWith(`${MARKS.node}=`))
  );
}

function statOf(pid: number): { readonly state: string; readonly startedTicks: string } | null {
  const text = readOrNull(`/proc/${String(pid)}/stat`);
  if (text === null) return null;
  // The command stands in parentheses and may hold spaces; fields are counted from the state, which is number 3.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", startedTicks: fields[22 - 3] ?? "" };
}

const ps = (pid: number, column: string): string =>
  spawnSync("ps", ["-o", column, "-p", String(pid)], {
    encoding: "utf8",
    timeout: PS_TIMEOUT_MS,
  }).stdout.trim();

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function ignoringGone(signal: () => void): void {
  try {
    signal();
  } catch (error) {
    // EPERM is what macOS says of a group whose members are all zombies.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
