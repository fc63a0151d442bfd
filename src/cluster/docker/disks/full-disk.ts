// A full disk: a file without a name, held by a process of the agent's, takes all the room there is left.
import type { Evidence } from "../../../core/fault.ts";
import { waitFor } from "../../../core/real-clock.ts";
import {
  bytesInWords,
  type DiskInjury,
  notSeen,
  type Patient,
  revive,
  seen,
} from "./disk-damage.ts";

const FILL_DEADLINE_MS = 10_000;

export class FullDisk implements DiskInjury {
  readonly #patient: Patient;

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await disk.mount();
    await disk.run(`rm -f ${this.#report}
faultline-fill-disk ${disk.directory} >${this.#report} 2>&1 </dev/null &
echo $! >${this.#report}.pid`);
    const filled = await waitFor(
      async () => (await disk.run(`cat ${this.#report}`)).trim() || null,
      { what: `the disk of ${disk.node} to be full`, deadlineMs: FILL_DEADLINE_MS },
    );
    if (!filled.startsWith("filled")) throw new Error(filled);
  }

  async evidence(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    const write = await disk.tryWrite();
    if (write.ok) return notSeen("a write of a block found room");
    if (write.error !== "ENOSPC") return notSeen(`a write failed with ${write.error}, not ENOSPC`);
    const free = await this.#free();
    const { running, exitCode } = await node.look();
    const fate = running ? "the node still runs" : `the node died, exit code ${String(exitCode)}`;
    return seen(`${String(free)} bytes free, a write failed with ENOSPC; ${fate}`);
  }

  async heal(): Promise<Evidence> {
    const { disk } = this.#patient;
    await disk.mount();
    await disk.run(`[ ! -f ${this.#report}.pid ] || kill -9 "$(cat ${this.#report}.pid)" 2>/dev/null || true
rm -f ${this.#report}.pid`);
    const free = await waitFor(async () => (await this.#free()) || null, {
      what: `room on the disk of ${disk.node}`,
      deadlineMs: FILL_DEADLINE_MS,
    });
    const write = await disk.tryWrite();
    await disk.unmount();
    const alive = await revive(this.#patient);
    if (!alive.seen) return alive;
    if (!write.ok) return notSeen(`a write still fails: ${write.error}`);
    return seen(`${bytesInWords(free)} free, writes go through; ${alive.detail}`);
  }

  /** Bytes that whoever is not root may still use. */
  async #free(): Promise<number> {
    const { disk } = this.#patient;
    const [blocks = NaN, size = NaN] = (await disk.run(`stat -f -c '%a %S' ${disk.directory}`))
      .trim()
      .split(" ")
      .map(Number);
    return blocks * size;
  }

  get #report(): string {
    return `${this.#patient.disk.image}.full`;
  }
}
