// Scripts for several nodes at once: who died meanwhile, or is dying, is gone and no failure.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { waitFor } from "../../../src/core/real-clock.ts";
import { nodeId } from "../../../src/core/ids.ts";
import { type JobResult, jobsScript, parseJobs } from "../../../src/cluster/docker/node-jobs.ts";

/** Every process is in a cgroup whose path has a slash. */
const ANY_CONTAINER = "/";

function run(pids: readonly number[]): readonly JobResult[] {
  const jobs = pids.map((pid, i) => ({
    process: { node: nodeId(`n${String(i + 1)}`), containerId: ANY_CONTAINER, pid },
    script: "echo hello",
  }));
  return parseJobs(jobs, execFileSync("sh", ["-c", jobsScript(jobs)], { encoding: "utf8" }));
}

test("a process that is dead but not yet buried is gone, and one that lives is not", async () => {
  // What `exec` made of the shell does not know of the child, so it stays a zombie.
  const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 60"], { stdio: "ignore" });
  const pid = parent.pid as number;
  try {
    const zombie = await waitFor(() => Promise.resolve(zombieOf(pid)), {
      what: "the child to die",
      deadlineMs: 10_000,
      everyMs: 10,
      signal: new AbortController().signal,
    });
    const byNode = new Map(run([zombie, pid]).map((result) => [result.process.pid, result.gone]));
    expect(byNode.get(zombie)).toBe(true);
    expect(byNode.get(pid)).toBe(false);
  } finally {
    parent.kill("SIGKILL");
  }
});

function zombieOf(pid: number): number | null {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
  const child = Number.parseInt(children, 10);
  if (Number.isNaN(child)) return null;
  return readFileSync(`/proc/${String(child)}/stat`, "utf8").includes(") Z ") ? child : null;
}
