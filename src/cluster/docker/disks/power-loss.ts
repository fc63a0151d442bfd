// Power loss: the file system is cut off from its disk while the node stands still, so that whatever was not synced
// never arrives; then the node dies, and the journal recovers what is on the disk.
import type { Evidence } from "../../../core/fault.ts";
import {
  bytesInWords,
  type DiskInjury,
  notSeen,
  type Patient,
  revive,
  seen,
  takeDown,
} from "./disk-damage.ts";
import type { DiskFile } from "./node-disk.ts";

export class PowerLoss implements DiskInjury {
  readonly #patient: Patient;
  #proof: Evidence = notSeen("it was not tried");

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { node, disk } = this.#patient;
    const paused = await node.pause();
    if (!paused.seen) {
      this.#proof = notSeen(`it had no power to lose: ${paused.why}`);
      return;
    }
    await disk.mount();
    const before = await disk.list();
    await disk.run(`faultline-shutdown-fs ${disk.directory}`);
    await takeDown(this.#patient);
    const flags = await disk.run(`dumpe2fs -h ${disk.device} 2>&1 | grep features`);
    const after = await disk.whileMounted(() => disk.list());
    this.#proof = flags.includes("needs_recovery")
      ? seen(`cut off from its disk and killed; ${lossInWords(before, after)}`)
      : notSeen("its file system had been unmounted in good order: nothing was cut off");
  }

  evidence(): Promise<Evidence> {
    return Promise.resolve(this.#proof);
  }

  async heal(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    await node.resume();
    await disk.unmount();
    return revive(this.#patient);
  }
}

/** What the node had written and the disk does not have. */
function lossInWords(before: readonly DiskFile[], after: readonly DiskFile[]): string {
  const kept = new Map(after.map((file) => [file.path, file]));
  let files = 0;
  let bytes = 0;
  for (const file of before) {
    const left = kept.get(file.path);
    if (left?.modified === file.modified && left.size === file.size) continue;
    files++;
    bytes += Math.max(0, file.size - (left?.size ?? 0));
  }
  if (files === 0) return "all that it had written had been synced";
  return `${String(files)} files lost what was not synced, ${bytesInWords(bytes)} in length`;
}
