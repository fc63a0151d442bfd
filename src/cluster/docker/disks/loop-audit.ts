// Which loop devices still have a run's images, as far as this host's kernel tells: where the engine runs elsewhere,
// nothing is seen. Reads only.
import { readdir, readFile } from "node:fs/promises";
import { sleepMs } from "../../../core/real-clock.ts";
import { prefixOf } from "../labels.ts";

/** A device clears itself when the last user lets go, which the kernel may do a moment later. */
const MAX_LOOKS = 20;
const BETWEEN_LOOKS_MS = 100;

/** "loop device /dev/loop9 with /disks/faultline-1a2b-n1.img", those that stay. */
export async function loopsOf(run: string): Promise<readonly string[]> {
  const prefix = prefixOf(run);
  for (let looks = 1; ; looks++) {
    const found = (await attached()).filter(({ file }) => file.includes(`/${prefix}-`));
    if (found.length === 0 || looks === MAX_LOOKS) {
      return found.map(({ name, file }) => `loop device /dev/${name} with ${file}`);
    }
    await sleepMs(BETWEEN_LOOKS_MS);
  }
}

async function attached(): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const devices = await readdir("/sys/block").catch(() => []);
  const loops = devices.filter((name) => name.startsWith("loop"));
  const found = await Promise.all(
    loops.map(async (name) => ({
      name,
      // Not there while nothing is attached.
      file: await readFile(`/sys/block/${name}/loop/backing_file`, "utf8").catch(() => ""),
    })),
  );
  return found
    .map(({ name, file }) => ({ name, file: file.trim() }))
    .filter(({ file }) => file !== "");
}
