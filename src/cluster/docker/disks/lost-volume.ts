// A lost volume: the node comes back with an empty file system, whose root belongs to whom it belonged before.
import type { Evidence } from "../../../core/fault.ts";
import {
  bytesInWords,
  type DiskInjury,
  notSeen,
  type Patient,
  reviveCorrupted,
  seen,
  takeDown,
} from "./disk-damage.ts";

export class LostVolume implements DiskInjury {
  readonly #patient: Patient;
  #proof: Evidence = notSeen("it was not tried");

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await takeDown(this.#patient);
    const files = await disk.format();
    const left = await disk.whileMounted(() => disk.list());
    const data = files.reduce((sum, file) => sum + file.data, 0);
    const gone = `${String(files.length)} files with ${bytesInWords(data)} are gone`;
    if (files.length === 0) this.#proof = notSeen("there was no file to lose");
    else
      this.#proof =
        left.length === 0 ? seen(gone) : notSeen(`${String(left.length)} files are left`);
  }

  evidence(): Promise<Evidence> {
    return Promise.resolve(this.#proof);
  }

  heal(): Promise<Evidence> {
    return reviveCorrupted(this.#patient);
  }
}
