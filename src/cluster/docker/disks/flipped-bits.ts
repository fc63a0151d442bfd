// Bits flipped in files of a node that is down: where is drawn by the seed from what was written, and read back.
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
import type { DiskFile } from "./node-disk.ts";
import { shellWord } from "./shell-word.ts";

interface Flip {
  readonly path: string;
  readonly offset: number;
  readonly before: number;
  readonly after: number;
}

export class FlippedBits implements DiskInjury {
  readonly #patient: Patient;
  readonly #files: string;
  readonly #bits: number;
  #proof: Evidence = notSeen("it was not tried");

  constructor(
    patient: Patient,
    { files, bits }: { readonly files: string; readonly bits: number },
  ) {
    this.#patient = patient;
    this.#files = files;
    this.#bits = bits;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await takeDown(this.#patient);
    const flips = await disk.whileMounted(() => this.#flipAll());
    if (typeof flips === "string") this.#proof = notSeen(flips);
    // A new mount reads what the disk has.
    else this.#proof = await disk.whileMounted(() => this.#readBack(flips));
  }

  async #flipAll(): Promise<readonly Flip[] | string> {
    const { disk, random } = this.#patient;
    const found = matching(await disk.list(), this.#files);
    if (typeof found === "string") return found;
    const flips: Flip[] = [];
    for (let i = 0; i < this.#bits; i++) {
      const { file, nth } = drawByte(found, (most) => random.int(0, most));
      const words = [`${disk.directory}/${file.path}`, String(nth), String(random.int(0, 7))];
      const output = await disk.run(`faultline-file-data flip ${words.map(shellWord).join(" ")}`);
      const [offset = NaN, before = NaN, after = NaN] = output.trim().split(" ").map(Number);
      flips.push({ path: file.path, offset, before, after });
    }
    return flips;
  }

  async #readBack(flips: readonly Flip[]): Promise<Evidence> {
    const { disk } = this.#patient;
    // Two flips may have hit one byte: the later one tells.
    const last = new Map(flips.map((flip) => [`${flip.path} ${String(flip.offset)}`, flip]));
    for (const { path, offset, after } of last.values()) {
      const words = [`${disk.directory}/${path}`, String(offset)].map(shellWord).join(" ");
      const byte = Number(await disk.run(`faultline-file-data byte ${words}`));
      if (byte !== after)
        return notSeen(`${path} has ${hex(byte)} at ${String(offset)}, not ${hex(after)}`);
    }
    return seen(flips.map(inWords).join(", "));
  }

  evidence(): Promise<Evidence> {
    return Promise.resolve(this.#proof);
  }

  heal(): Promise<Evidence> {
    return reviveCorrupted(this.#patient);
  }
}

/** Every byte of data is as likely as any other. */
function drawByte(
  files: readonly DiskFile[],
  upTo: (most: number) => number,
): { readonly file: DiskFile; readonly nth: number } {
  const total = files.reduce((sum, file) => sum + file.data, 0);
  let nth = upTo(total - 1);
  for (const file of files) {
    if (nth < file.data) return { file, nth };
    nth -= file.data;
  }
  throw new RangeError("a byte was drawn from no file");
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;
const inWords = ({ path, offset, before, after }: Flip): string =>
  `${path} at ${String(offset)}: ${hex(before)} became ${hex(after)}`;
