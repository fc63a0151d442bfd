// Scripts inside the network namespaces of several nodes at once, by one command of the agent. Pure text both ways.
import { elementAt } from "../../core/assert.ts";
import type { NodeId } from "../../core/ids.ts";

/** A running node's first process, as the engine's host counts them. */
export interface NodeProcess {
  readonly node: NodeId;
  readonly containerId: string;
  readonly pid: number;
}

/** What to run in one node's network namespace. */
export interface NodeJob {
  readonly process: NodeProcess;
  readonly script: string;
}

/** What came of it. A node that died meanwhile is `gone`, which is no failure. */
export interface JobResult {
  readonly process: NodeProcess;
  readonly gone: boolean;
  readonly status: number;
  readonly output: string;
}

const GONE = 222;
const MARK = "@faultline-node";

// The pid may by now be another container's, or the host's own: its cgroup tells. Who is dead but not yet buried still has one, but no
// network. Built-ins only: forks cost milliseconds.
const PRELUDE = `lives() {
  [ -e "/proc/$1/ns/net" ] || return 1
  while read -r line; do case $line in *$2*) return 0;; esac; done <"/proc/$1/cgroup"
  return 1
} 2>/dev/null`;

/** The script that runs all jobs in parallel and prints each one's output in one piece. */
export const jobsScript = (jobs: readonly NodeJob[]): string =>
  [PRELUDE, ...jobs.map(jobScript), "wait"].join("\n");

const jobScript = ({ process: { containerId, pid }, script }: NodeJob, index: number): string => `{
s=${String(GONE)} o=
if lives ${String(pid)} ${containerId}; then
o=$(nsenter -t ${String(pid)} -n sh 2>&1 <<'@end'
${script}
@end
) && s=0 || { s=$?; lives ${String(pid)} ${containerId} || s=${String(GONE)}; }
fi
printf '${MARK} %s %s\\n%s\\n' ${String(index)} $s "$o"
} &`;

/** Reads what the script of these jobs printed. */
export function parseJobs(jobs: readonly NodeJob[], output: string): readonly JobResult[] {
  return output
    .split(`${MARK} `)
    .slice(1)
    .map((text) => {
      const [head = "", ...lines] = text.trimEnd().split("\n");
      const [index = NaN, status = NaN] = head.split(" ").map(Number);
      const { process } = elementAt(jobs, index);
      return { process, gone: status === GONE, status, output: lines.join("\n") };
    });
}
