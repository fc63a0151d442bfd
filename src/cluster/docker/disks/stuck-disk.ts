// A stuck disk: the file system is frozen, so that writes and syncs hang until it is thawed.
import type { Evidence } from "../../../core/fault.ts";
import { waitFor } from "../../../core/real-clock.ts";
import { type DiskInjury, notSeen, type Patient, revive, seen } from "./disk-damage.ts";

/** How long our own write, and a node that was killed meanwhile, may take to end after the thaw. */
const AFTER_THAW_MS = 10_000;

export class StuckDisk implements DiskInjury {
  readonly #patient: Patient;
  #frozen = false;

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async inject(): Promise<void> {
    const { disk } = this.#patient;
    await disk.mount();
    // Our own write shows that writes hang, whether or not the node has anything to write.
    await disk.run(`rm -f ${this.#report}
fsfreeze -f ${disk.directory}
${disk.writeScript()} >${this.#report} 2>&1 </dev/null &`);
    this.#frozen = true;
  }

  async evidence(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    const report = await disk.run(`cat ${this.#report}`);
    if (report !== "") return notSeen(`a write came through: ${report.trim()}`);
    const pid = node.process?.pid;
    if (pid === undefined) return seen("a write of ours hangs since then; the node is down");
    const waiting = await disk.run(
      `cat /proc/${String(pid)}/task/*/status 2>/dev/null | grep -c '^State:.D' || true`,
    );
    return seen(
      `a write of ours hangs since then, and ${waiting.trim()} of the node's threads wait`,
    );
  }

  async heal(): Promise<Evidence> {
    const { node, disk } = this.#patient;
    const pid = node.process?.pid;
    await disk.mount();
    await disk.run(thawScript(disk.directory));
    const report = this.#frozen ? await this.#untilWritten() : null;
    const now = await disk.whileMounted(() => disk.tryWrite());
    await this.#untilBuried(pid);
    const alive = await revive(this.#patient);
    if (!alive.seen) return alive;
    if (report !== null && !report.startsWith("ok"))
      return notSeen(`the write that hung ended with: ${report}`);
    if (!now.ok) return notSeen(`a write still fails: ${now.error}`);
    return seen(`writes go on, one took ${(now.seconds * 1000).toFixed(1)} ms; ${alive.detail}`);
  }

  #untilWritten(): Promise<string> {
    const { disk } = this.#patient;
    return waitFor(
      async () => {
        const report = await disk.run(`cat ${this.#report}`);
        return report === "" ? null : report.trim();
      },
      { what: `a write to the disk of ${disk.node} to end`, deadlineMs: AFTER_THAW_MS },
    );
  }

  /** A node that was killed while it hung dies only now; the engine must have heard before it can start again. */
  async #untilBuried(pid: number | undefined): Promise<void> {
    const { node, disk } = this.#patient;
    if (pid === undefined) return;
    const lives = await disk.run(`[ ! -d /proc/${String(pid)} ] || echo yes`);
    if (lives.trim() === "yes") return;
    await waitFor(async () => ((await node.look()).running ? null : true), {
      what: `the engine to notice the death of node ${node.id}`,
      deadlineMs: AFTER_THAW_MS,
    });
  }

  get #report(): string {
    return `${this.#patient.disk.image}.write`;
  }
}

/** Thaws the file system mounted there; one that is not frozen is left alone. */
const thawScript = (directory: string): string =>
  `why=$(fsfreeze -u ${directory} 2>&1) || case $why in *"Invalid argument"*) ;; *) echo "$why"; exit 1 ;; esac`;
