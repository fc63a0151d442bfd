// A slow disk: reads and writes of the node's control group are throttled on its loop device. Under version 1 of control
// groups what the kernel writes back later by itself is not the node's; what the node syncs is.
import type { Evidence } from "../../../core/fault.ts";
import { FUNCTIONS } from "../beside-node.ts";
import type { NodeProcess } from "../node-jobs.ts";
import {
  bytesInWords,
  type DiskInjury,
  notSeen,
  type Patient,
  revive,
  seen,
} from "./disk-damage.ts";
import { parseWrite, type WriteResult } from "./node-disk.ts";

/** How long our own write takes at the throttled rate; long enough to be told from a slow start. */
const TRIAL_SECONDS = 1;
const SMALLEST_TRIAL_BYTES = 4096;
/** A write that is faster than this times the rate was not throttled. */
const TOLERANCE = 1.5;
const LOOP_MAJOR = 7;

export class SlowDisk implements DiskInjury {
  readonly #patient: Patient;
  readonly #rate: number;
  #onLife: Disposable | null = null;

  constructor(patient: Patient, { bytesPerSecond }: { readonly bytesPerSecond: number }) {
    this.#patient = patient;
    this.#rate = bytesPerSecond;
  }

  async inject(): Promise<void> {
    const { node, disk } = this.#patient;
    await disk.mount();
    this.#onLife = node.onLife((life) => this.#throttle(life, this.#rate));
    if (node.process !== null) await this.#throttle(node.process, this.#rate);
  }

  async evidence(): Promise<Evidence> {
    const { node } = this.#patient;
    if (node.process === null) return notSeen("the node is down: nobody uses the disk");
    // A slow machine writes slowly without any throttle.
    const throttle = await this.#limits(node.process);
    if (throttle === "") return notSeen("the kernel has no limit on the device");
    const bytes = Math.max(SMALLEST_TRIAL_BYTES, Math.round(this.#rate * TRIAL_SECONDS));
    const write = await this.#writeAsNode(node.process, bytes);
    if (!write.ok) return notSeen(`a write failed: ${write.error}`);
    const rate = bytes / write.seconds;
    const words = `${bytesInWords(bytes)} beside the node took ${write.seconds.toFixed(2)} s: ${bytesInWords(rate)} a second`;
    return rate <= this.#rate * TOLERANCE
      ? seen(`the kernel's limit is ${throttle}; ${words}`)
      : notSeen(words);
  }

  async heal(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    this.#onLife?.[Symbol.dispose]();
    await disk.mount();
    await node.look();
    if (node.process !== null) await this.#throttle(node.process, 0);
    const alive = await revive(this.#patient);
    const left = node.process === null ? "" : await this.#limits(node.process);
    const write = await disk.tryWrite();
    await disk.unmount();
    if (!alive.seen) return alive;
    if (left !== "") return notSeen(`the device is throttled still: ${left}`);
    if (!write.ok) return notSeen(`a write fails: ${write.error}`);
    return seen(
      `no limit is left, a write took ${(write.seconds * 1000).toFixed(1)} ms; ${alive.detail}`,
    );
  }

  get #number(): string {
    return `${String(LOOP_MAJOR)}:${String(this.#patient.disk.number)}`;
  }

  /** 0 takes the limit away. */
  async #throttle({ pid }: NodeProcess, rate: number): Promise<void> {
    const two = rate === 0 ? "max" : String(rate);
    await this.#patient.disk.run(`${FUNCTIONS}
v1=$(cgroup ${String(pid)} blkio)/blkio.throttle
v2=$(cgroup ${String(pid)} io)/io.max
if [ -e "$v1.write_bps_device" ]; then
  echo "${this.#number} ${String(rate)}" >"$v1.write_bps_device" && echo "${this.#number} ${String(rate)}" >"$v1.read_bps_device"
else
  echo "${this.#number} rbps=${two} wbps=${two}" >"$v2"
fi`);
  }

  /** What limits there are on the device, as the kernel prints them; empty where none is. */
  async #limits({ pid }: NodeProcess): Promise<string> {
    const output = await this.#patient.disk.run(`${FUNCTIONS}
for file in "$(cgroup ${String(pid)} blkio)/blkio.throttle.write_bps_device" "$(cgroup ${String(pid)} io)/io.max"; do
  [ ! -e "$file" ] || grep '^${this.#number} ' "$file"
done
true`);
    return output.trim();
  }

  async #writeAsNode({ pid }: NodeProcess, bytes: number): Promise<WriteResult> {
    const { disk } = this.#patient;
    return parseWrite(
      await disk.run(`${FUNCTIONS}
join ${String(pid)} "$([ -e "$(cgroup ${String(pid)} blkio)/blkio.throttle.write_bps_device" ] && echo blkio || echo io)"
exec ${disk.writeScript(bytes)}`),
    );
  }
}
