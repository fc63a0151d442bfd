// A disk that is as it was when the load began: a backup that was put back, a snapshot that was mounted by mistake.
import type { Evidence } from "../../../core/fault.ts";
import {
  type DiskInjury,
  notSeen,
  type Patient,
  reviveCorrupted,
  seen,
  takeDown,
} from "./disk-damage.ts";
import type { DiskFile } from "./node-disk.ts";

export class RolledBackDisk implements DiskInjury {
  readonly #patient: Patient;
  #proof: Evidence = notSeen("it was not tried");

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await takeDown(this.#patient);
    const before = await disk.whileMounted(() => disk.list());
    if (!(await disk.recall())) {
      this.#proof = notSeen(
        "it was not there when the load began: there is no state to roll back to",
      );
      return;
    }
    const after = await disk.whileMounted(() => disk.list());
    const changed = differing(before, after);
    this.#proof =
      changed === 0
        ? notSeen("nothing had changed on it since the load began")
        : seen(`${String(changed)} files are as they were when the load began`);
  }

  evidence(): Promise<Evidence> {
    return Promise.resolve(this.#proof);
  }

  heal(): Promise<Evidence> {
    return reviveCorrupted(this.#patient);
  }
}

/** Files that came, went or changed from one list to the other. */
function differing(before: readonly DiskFile[], after: readonly DiskFile[]): number {
  const was = new Map(before.map((file) => [file.path, `${file.modified} ${String(file.size)}`]));
  const is = new Map(after.map((file) => [file.path, `${file.modified} ${String(file.size)}`]));
  return [...new Set([...was.keys(), ...is.keys()])].filter(
    (path) => was.get(path) !== is.get(path),
  ).length;
}
