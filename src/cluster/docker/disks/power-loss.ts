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
import type { DiskFile, NodeDisk } from "./node-disk.ts";

export class PowerLoss implements DiskInjury {
  readonly #patient: Patient;
  readonly #torn: boolean;
  #proof: Evidence = notSeen("it was not tried");

  constructor(patient: Patient, { torn }: { readonly torn: boolean }) {
    this.#patient = patient;
    this.#torn = torn;
  }

  async inject(): Promise<void> {
    const { node, disk } = this.#patient;
    if (!(await node.look()).running) {
      this.#proof = notSeen("it had no power to lose: it was down");
      return;
    }
    // So that it does not see its disk go. An engine under load may fail to; the disk goes all the same.
    await node.pause().catch(() => null);
    await disk.mount();
    const before = await disk.list();
    if (this.#torn) await disk.run(saveScript(disk));
    await disk.run(`faultline-shutdown-fs ${disk.directory}`);
    await takeDown(this.#patient);
    const flags = await disk.run(`dumpe2fs -h ${disk.device} 2>&1 | grep features`);
    const [after, torn] = await disk.whileMounted(async () => [
      await disk.list(),
      this.#torn ? `; ${await this.#tear()}` : "",
    ]);
    this.#proof = flags.includes("needs_recovery")
      ? seen(`cut off from its disk and killed; ${lossInWords(before, after)}${torn}`)
      : notSeen("its file system had been unmounted in good order: nothing was cut off");
  }

  /** Lets part of what was lost arrive after all. */
  async #tear(): Promise<string> {
    const { disk, random } = this.#patient;
    const output = await disk.run(tearScript(disk, random.int(0, MAX_SEED)));
    const [arrived, lost, bytes, bytesLost] = output.trim().split(" ").map(Number);
    const sectors = `${String(arrived)} of ${String((arrived ?? 0) + (lost ?? 0))} sectors`;
    const tail = `${String(bytes)} of ${String((bytes ?? 0) + (bytesLost ?? 0))} bytes at the ends of files`;
    return `of that, ${sectors} and ${tail} arrived`;
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

const MAX_SEED = 2 ** 31 - 1;
const copiesOf = (disk: NodeDisk): string => `${disk.image}.torn`;

const saveScript = (disk: NodeDisk): string =>
  `rm -rf ${copiesOf(disk)} && mkdir ${copiesOf(disk)} && faultline-torn save ${disk.directory} ${copiesOf(disk)}`;

const tearScript = (disk: NodeDisk, seed: number): string =>
  `faultline-torn tear ${copiesOf(disk)} ${disk.directory} ${String(seed)} && rm -rf ${copiesOf(disk)}`;

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
  return `${String(files)} files are not as it had left them, ${bytesInWords(bytes)} shorter in all`;
}
