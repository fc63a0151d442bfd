// What every kind of damage to one node's disk is made of, and the node's way back to life. Knows no kind by name.
import type { Node } from "../../api.ts";
import type { Evidence } from "../../../core/fault.ts";
import { sleepMs, stopwatch } from "../../../core/real-clock.ts";
import { toMs } from "../../../core/duration.ts";
import type { Random } from "../../../core/random.ts";
import type { DockerNode } from "../docker-node.ts";
import type { NodeDisk } from "./node-disk.ts";

/** One node whose disk is damaged, and what the damage may use. */
export interface Patient {
  readonly node: DockerNode;
  readonly disk: NodeDisk;
  readonly random: Random;
  /** Whether the node serves. */
  readonly ready: (node: Node, signal: AbortSignal) => Promise<boolean>;
}

/** Damage to one node's disk, from its beginning to its end. `heal` works however far `inject` came. */
export interface DiskInjury {
  inject(): Promise<void>;
  /** That it bit. Asked after `inject` only where that succeeded. */
  evidence(): Promise<Evidence>;
  /** Undoes it, until the node runs again; says what shows that. */
  heal(): Promise<Evidence>;
}

/** Longer than any node takes from start to its first sign of life. */
const START_DEADLINE_MS = 30_000;

/** How long a node is watched after its start. */
interface Watch {
  /** Who lives so long without being ready may wait for others; it is not its disk that stops it. */
  readonly livesMs: number;
  /** One that serves must go on for so long. */
  readonly steadyMs: number;
}

const WHOLE: Watch = { livesMs: 2_000, steadyMs: 0 };
/** Bad data is often found at second sight. */
const CORRUPTED: Watch = { livesMs: 8_000, steadyMs: 300 };
const LOOK_EVERY_MS = 50;
const ANSWER_MS = 1_000;

/**
 * Starts the node if it is down, and waits until it serves, or at least lives. A node that runs is not waited for. Not
 * seen where it dies by itself.
 */
export async function revive(patient: Patient): Promise<Evidence> {
  const { running } = await patient.node.look();
  return running ? seen("it was running already") : startUnderWatch(patient, WHOLE);
}

/** Like `revive`, for a node whose data was corrupted: it has more time to find out, running or not. */
export const reviveCorrupted = (patient: Patient): Promise<Evidence> =>
  startUnderWatch(patient, CORRUPTED);

async function startUnderWatch(patient: Patient, watch: Watch): Promise<Evidence> {
  const { livesMs, steadyMs } = watch;
  const { node, ready } = patient;
  await node.look();
  const started = await node.start(AbortSignal.timeout(START_DEADLINE_MS));
  if (!started.seen) return started;
  const elapsed = stopwatch();
  let readySince: number | null = null;
  while (toMs(elapsed()) < livesMs) {
    const { running, exitCode } = await node.look();
    if (!running) return died(node, exitCode);
    const now = toMs(elapsed());
    if (readySince !== null && now - readySince >= steadyMs) break;
    const answer = ready(node, AbortSignal.timeout(ANSWER_MS));
    if (await answer.catch(() => false)) readySince ??= now;
    await sleepMs(LOOK_EVERY_MS);
  }
  const serves = readySince === null ? `not ready within ${String(livesMs)} ms` : "ready";
  return seen(`${started.detail}, ${serves}`);
}

async function died(node: DockerNode, exitCode: number): Promise<Evidence> {
  const lines = await node.logs.last();
  const telling = lines.filter((line) => REASON.test(line));
  const shown = (telling.length > 0 ? telling : lines).slice(-LAST_LINES);
  const words = shown.length === 0 ? "it wrote nothing" : shown.join(" | ");
  return notSeen(`it started and died by itself, exit code ${String(exitCode)}: ${words}`);
}

/** How many of a dead node's last lines the record keeps, those that sound like a reason before others. */
const LAST_LINES = 3;
const REASON = /panic|fatal|corrupt|mismatch|error|fail|invalid|removed/i;

export const seen = (detail: string): Evidence => ({ seen: true, detail });
export const notSeen = (why: string): Evidence => ({ seen: false, why });

/** Takes the node down, however it stands, and waits until nobody has its disk mounted. */
export async function takeDown({ node, disk }: Patient): Promise<void> {
  await node.kill();
  await disk.unmount();
  await disk.untilUnmounted();
}

/** "12 bytes", "3.4 kB", "1.2 MB". */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
