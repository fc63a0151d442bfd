// Thaws what a run's faults may have frozen, before its containers are removed: a process that waits for a frozen disk
// cannot be killed. Knows a run by its labels alone, for its harness may be gone.
import { finished } from "node:stream/promises";
import { Agent } from "../agent.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "../deadline.ts";
import type { Engine } from "../engine.ts";
import { agentImage, ensureImage } from "../images.ts";
import { LABEL, type Labels, prefixOf } from "../labels.ts";
import { MOUNTS } from "./node-disk.ts";

/** What the agent has mounted is all that could have been frozen through it. */
const THAW_MOUNTED = `for mount in ${MOUNTS}/*; do fsfreeze -u "$mount" 2>/dev/null; done; true`;
/** Major number of loop devices. */
const LOOP_MAJOR = 7;

/** Thaws through the run's agent, or through one of its own where that is gone. */
export async function thawRun(engine: Engine, run: string): Promise<void> {
  const filters = { label: [`${LABEL.run}=${run}`] };
  const [agents, { Volumes: volumes }] = await withDeadline(
    "the engine to list what may be frozen",
    ENGINE_DEADLINE_MS,
    Promise.all([
      engine.docker.listContainers({ filters: { ...filters, name: [`${prefixOf(run)}-agent`] } }),
      engine.docker.listVolumes({ filters }),
    ]),
  );
  const disks = volumes.flatMap(({ Options, Labels }) => {
    const number = /^\/dev\/loop(\d+)$/.exec(Options?.["device"] ?? "")?.[1];
    return number === undefined ? [] : [{ number, labels: Labels }];
  });
  const [first] = disks;
  if (first === undefined) return;
  const [agent] = agents;
  const thawed =
    agent === undefined
      ? thawAnew(
          engine,
          run,
          first.labels,
          disks.map(({ number }) => number),
        )
      : thawBy(engine, agent.Id);
  await withDeadline("the agent to thaw disks", ENGINE_DEADLINE_MS, thawed);
}

async function thawBy(engine: Engine, agentId: string): Promise<void> {
  const exec = await engine.docker.getContainer(agentId).exec({
    Cmd: ["sh", "-c", THAW_MOUNTED],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  stream.resume();
  await finished(stream, { writable: false });
}

/** A file system that is frozen and mounted nowhere any more is still there: a new mount leads to it. */
async function thawAnew(
  engine: Engine,
  run: string,
  labels: Labels,
  loops: readonly string[],
): Promise<void> {
  const { ref, folder } = await agentImage();
  await ensureImage(engine, ref, folder, () => undefined);
  const name = `${prefixOf(run)}-thaw`;
  // A clean-up that was killed itself has left its own.
  await engine.docker
    .getContainer(name)
    .remove({ force: true })
    .catch(() => undefined);
  await using agent = await Agent.start(engine, name, labels);
  await agent.run(loops.map((number) => thawLoop(number, prefixOf(run))).join("\n"), {
    shell: "disk",
  });
}

/** Only while the device has an image of this run's: another run may have been given the number since. */
const thawLoop = (number: string, prefix: string): string =>
  `if grep -q "/${prefix}-" /sys/block/loop${number}/loop/backing_file 2>/dev/null; then
  [ -e /dev/loop${number} ] || mknod /dev/loop${number} b ${String(LOOP_MAJOR)} ${number}
  mkdir -p /mnt/thaw
  if mount -t ext4 /dev/loop${number} /mnt/thaw; then fsfreeze -u /mnt/thaw; umount /mnt/thaw; fi
fi`;
