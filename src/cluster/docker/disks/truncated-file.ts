// A file that loses its end while its node is down. The end is that of the data: space that was only reserved is no loss.
import type { Evidence } from "../../../core/fault.ts";
import {
  type DiskInjury,
  notSeen,
  type Patient,
  reviveCorrupted,
  seen,
  takeDown,
} from "./disk-damage.ts";
import { matching } from "./matching-files.ts";
import { shellWord } from "./shell-word.ts";

export class TruncatedFile implements DiskInjury {
  readonly #patient: Patient;
  readonly #files: string;
  readonly #bytes: number;
  #proof: Evidence = notSeen("it was not tried");

  constructor(
    patient: Patient,
    { files, bytes }: { readonly files: string; readonly bytes: number },
  ) {
    this.#patient = patient;
    this.#files = files;
    this.#bytes = bytes;
  }

  async inject(): Promise<void> {
    await takeDown(this.#patient);
    this.#proof = await this.#patient.disk.whileMounted(() => this.#truncate());
  }

  async #truncate(): Promise<Evidence> {
    const { disk, random } = this.#patient;
    const found = matching(await disk.list(), this.#files);
    if (typeof found === "string") return notSeen(found);
    const { path, size, end } = random.pick(found);
    const left = Math.max(0, end - this.#bytes);
    const word = shellWord(`${disk.directory}/${path}`);
    const output = await disk.run(
      `truncate -s ${String(left)} ${word} && sync ${word} && stat -c %s ${word}`,
    );
    const now = Number(output);
    if (now !== left || now >= size) return notSeen(`${path} still has ${String(now)} bytes`);
    const reserved = size > end ? `, of which ${String(end)} held data` : "";
    return seen(`${path} was cut from ${String(size)} bytes${reserved} to ${String(now)}`);
  }

  evidence(): Promise<Evidence> {
    return Promise.resolve(this.#proof);
  }

  heal(): Promise<Evidence> {
    return reviveCorrupted(this.#patient);
  }
}
