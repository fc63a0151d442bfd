// One node's disk: an ext4 image on a loop device, which the node's container mounts as its data directory. The agent
// reaches the same file system by a mount of its own, whatever the node is up to. Knows no faults.
import { HarnessError } from "../../../core/errors.ts";
import type { NodeId } from "../../../core/ids.ts";
import type { Agent } from "../agent.ts";
import { formatScript } from "./format.ts";

/** A file of the disk, as `list` found it. */
export interface DiskFile {
  /** Below the data directory. */
  readonly path: string;
  readonly size: number;
  /** Bytes that were written: holes and reserved space left out. */
  readonly data: number;
  /** Where the last of them ends. */
  readonly end: number;
  /** Seconds since the epoch, as text with nanoseconds. */
  readonly modified: string;
}

/** What became of a write with a sync. */
export type WriteResult =
  | { readonly ok: true; readonly seconds: number }
  /** The error's name: EIO, ENOSPC. */
  | { readonly ok: false; readonly error: string };

/** A loaded host copies and checks images slowly. */
const DISK_DEADLINE_MS = 30_000;
/** How long a file system may stay mounted after its node died. */
const UNMOUNT_DEADLINE_MS = 10_000;
const LOOK_EVERY_MS = 20;
/** What is written to see whether writes come through. */
const TRIAL_BYTES = 4096;
/** Below it, the agent mounts the disks: clean-up thaws what is mounted there. */
export const MOUNTS = "/mnt/faultline";

interface NodeDiskParts {
  readonly node: NodeId;
  /** The file in the agent. */
  readonly image: string;
  /** Of the loop device. */
  readonly number: number;
}

export class NodeDisk {
  readonly node: NodeId;
  readonly image: string;
  readonly number: number;
  /** Where the agent mounts it. */
  readonly directory: string;
  readonly #agent: Agent;

  constructor(agent: Agent, { node, image, number }: NodeDiskParts) {
    this.#agent = agent;
    this.node = node;
    this.image = image;
    this.number = number;
    this.directory = `${MOUNTS}/${node}`;
  }

  /** "/dev/loop9" */
  get device(): string {
    return `/dev/loop${String(this.number)}`;
  }

  /** Runs a script in the agent, one at a time for each disk. Throws `engine` when it fails. */
  run(script: string, deadlineMs = DISK_DEADLINE_MS): Promise<string> {
    return this.#agent.must(script, { shell: `disk-${this.node}`, deadlineMs });
  }

  /** Gives the agent its own way in; there already, it stays. */
  async mount(): Promise<void> {
    const { device, directory } = this;
    await this.run(
      `mkdir -p ${directory}; mountpoint -q ${directory} || mount -t ext4 ${device} ${directory}`,
    );
  }

  async unmount(): Promise<void> {
    await this.run(`! mountpoint -q ${this.directory} || umount ${this.directory}`);
  }

  /** Acts on the file system while the agent has it mounted, and leaves everything on the disk. */
  async whileMounted<T>(act: () => Promise<T>): Promise<T> {
    await this.mount();
    try {
      return await act();
    } finally {
      await this.unmount();
    }
  }

  /**
   * Makes a new file system in place of one that nobody has mounted; its root is whose the old one's was. Returns the
   * files that were there.
   */
  async format(): Promise<readonly DiskFile[]> {
    const { directory } = this;
    const [files, owner] = await this.whileMounted(async () => [
      await this.list(),
      await this.run(`stat -c '%u:%g %a' ${directory}`),
    ]);
    const [ids = "0:0", mode = "755"] = owner.trim().split(" ");
    await this.run(formatScript(this.device));
    await this.whileMounted(() =>
      this.run(`chown ${ids} ${directory} && chmod ${mode} ${directory}`),
    );
    return files;
  }

  /** Resolves when nobody has it mounted any more: the next mount begins with what is on the disk. */
  async untilUnmounted(): Promise<void> {
    const rounds = Math.ceil(UNMOUNT_DEADLINE_MS / LOOK_EVERY_MS);
    const script = `i=0
while [ -e /sys/fs/ext4/loop${String(this.number)} ]; do
  i=$((i+1)); [ $i -le ${String(rounds)} ] || exit 1
  sleep ${String(LOOK_EVERY_MS / 1000)}
done`;
    try {
      await this.run(script, 2 * UNMOUNT_DEADLINE_MS);
    } catch (error) {
      throw new HarnessError("node", `the disk of node ${this.node} stays mounted`, {
        hint: `Something beside the node holds ${this.device}; look for it in /proc/*/mountinfo.`,
        cause: error,
      });
    }
  }

  /** The state to roll back to: the disk as it is now, frozen while it is copied. */
  async remember(): Promise<void> {
    const { directory, image } = this;
    await this.whileMounted(() =>
      this.run(`fsfreeze -f ${directory}
cp --sparse=always ${image} ${image}.then
status=$?
fsfreeze -u ${directory}
exit $status`),
    );
  }

  /** Brings back the remembered state where nobody has the disk mounted. False where there is none. */
  async recall(): Promise<boolean> {
    const { device, image } = this;
    // The device must neither keep what it had read of the file nor write it back.
    const output = await this.run(`[ -e ${image}.then ] || { echo none; exit 0; }
blockdev --flushbufs ${device} && cp --sparse=always ${image}.then ${image} && blockdev --flushbufs ${device}`);
    return output.trim() !== "none";
  }

  /** Writes some bytes and syncs, without leaving a file. To be called while it is mounted. */
  async tryWrite(bytes = TRIAL_BYTES): Promise<WriteResult> {
    return parseWrite(await this.run(this.writeScript(bytes)));
  }

  writeScript(bytes = TRIAL_BYTES): string {
    return `faultline-try-write ${this.directory} ${String(bytes)}`;
  }

  /** All regular files. To be called while it is mounted. */
  async list(): Promise<readonly DiskFile[]> {
    const output = await this.run(`faultline-file-data list ${this.directory}`);
    return output.split("\n").flatMap((line) => {
      const [, data, end, size, modified, path] = /^(\d+) (\d+) (\d+) (\S+) (.+)$/.exec(line) ?? [];
      if (path === undefined || modified === undefined) return [];
      return [{ path, modified, data: Number(data), end: Number(end), size: Number(size) }];
    });
  }
}

/** Reads what `faultline-try-write` printed. */
export function parseWrite(output: string): WriteResult {
  const [word, rest] = output.trim().split(" ");
  if (word === "ok") return { ok: true, seconds: Number(rest) / 1e6 };
  return { ok: false, error: rest ?? output.trim() };
}
