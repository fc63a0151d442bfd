// A dead disk: whatever is written or read fails with EIO. The agent's own mount keeps it dead over the node's restarts;
// it lives again when everybody has let go of it.
import type { Evidence } from "../../../core/fault.ts";
import { type DiskInjury, notSeen, type Patient, revive, seen, takeDown } from "./disk-damage.ts";

export class DeadDisk implements DiskInjury {
  readonly #patient: Patient;

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await disk.mount();
    await disk.run(`faultline-shutdown-fs ${disk.directory}`);
  }

  async evidence(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    const write = await disk.tryWrite();
    if (write.ok) return notSeen("a write came through");
    if (write.error !== "EIO") return notSeen(`a write failed with ${write.error}, not EIO`);
    const { running, exitCode } = await node.look();
    const node_ = running ? "the node still runs" : `the node died, exit code ${String(exitCode)}`;
    return seen(`a write failed with EIO; ${node_}`);
  }

  async heal(): Promise<Evidence> {
    const { disk } = this.#patient;
    await takeDown(this.#patient);
    const write = await disk.whileMounted(() => disk.tryWrite());
    const alive = await revive(this.#patient);
    if (!alive.seen) return alive;
    return write.ok
      ? seen(`writes go through; ${alive.detail}`)
      : notSeen(`a write fails: ${write.error}`);
  }
}
