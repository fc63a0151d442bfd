// Scripts that the agent runs on behalf of one node's life: where its cgroups are, who runs in it. Text in, text out.
import { HarnessError } from "../../core/errors.ts";
import type { Agent } from "./agent.ts";
import { CGROUP_ROOT } from "./agent.ts";
import { jobsScript, type NodeProcess, parseJobs } from "./node-jobs.ts";

/**
 * Shell functions. `cgroup PID CONTROLLER`: the directory of the process's cgroup, of version 1 or 2. `processes PID`: the
 * pids of all that run in the container, without the harness's own tools. `join PID CONTROLLER…`: moves the shell there.
 */
export const FUNCTIONS = `cgroup() {
  unified=
  while IFS=: read -r _ names path; do
    case ,$names, in
      *,$2,*) echo "${CGROUP_ROOT}/$2$path"; return ;;
      ,,) unified=$path ;;
    esac
  done <"/proc/$1/cgroup"
  echo "${CGROUP_ROOT}$unified"
}
processes() {
  while read -r process; do
    { read -r name <"/proc/$process/comm"; } 2>/dev/null || continue
    case $name in faultline-*) ;; *) echo "$process" ;; esac
  done <"$(cgroup "$1" freezer)/cgroup.procs"
}
join() {
  node=$1
  shift
  for controller; do echo 0 >"$(cgroup "$node" "$controller")/cgroup.procs" || return 1; done
}`;

/** Its commands take some milliseconds, a few of them a second or two. */
const SHELL = "beside";

/** What a tool beside a node has reported so far, over all of the node's lives: the sums of the two numbers. */
export async function reportsOf(agent: Agent, reports: string): Promise<readonly [number, number]> {
  const script = `cat ${reports}-* 2>/dev/null || true`;
  const output = await agent.must(script, { shell: SHELL });
  let sums: readonly [number, number] = [0, 0];
  for (const [, first, second] of output.matchAll(/^(\d+) (\d+)$/gm)) {
    sums = [sums[0] + Number(first), sums[1] + Number(second)];
  }
  return sums;
}

/**
 * Runs a script that may use the functions above and gives its output; null where that life of the node is over. Throws
 * `node`, naming `what` failed, where the script does.
 */
export async function besideNode(
  agent: Agent,
  life: NodeProcess,
  what: string,
  script: string,
  shell = SHELL,
): Promise<string | null> {
  const jobs = [{ process: life, script: `${FUNCTIONS}\n${script}` }];
  const [result] = parseJobs(jobs, await agent.must(jobsScript(jobs), { shell }));
  if (result === undefined || result.gone) return null;
  if (result.status === 0) return result.output;
  throw new HarnessError("node", `${what} failed on ${life.node}: ${result.output.trim()}`, {
    hint: "Run faultline doctor; it tries this in the agent.",
  });
}

/**
 * Ends a tool's processes: those known by pid, and those that only the name of their report tells, as of a start that was
 * given up. They are gone when this resolves.
 */
export async function endTools(
  agent: Agent,
  pids: readonly number[],
  reports: string,
  signal: "KILL" | "TERM" = "KILL",
): Promise<void> {
  const end = (how: string): string => `for p in $all; do kill -${how} $p 2>/dev/null; done`;
  const script = `${find(pids, reports)}\n${end(signal)}\n${UNTIL_GONE}\n${find(pids, reports)}\n${end("KILL")}\n${UNTIL_GONE}`;
  await agent.must(script, { shell: SHELL });
}

/** How many of a tool's processes are still there. */
export async function toolsLeft(
  agent: Agent,
  pids: readonly number[],
  reports: string,
): Promise<number> {
  const script = `${find(pids, reports)}\nfor p in $all; do echo $p; done`;
  const output = await agent.must(script, { shell: SHELL });
  return output.split("\n").filter((line) => line !== "").length;
}

// Other runs have reports of the same name: theirs have another agent's mounts. By now a pid may be another process's: its
// command line tells.
const find = (pids: readonly number[], reports: string): string => `all=
for d in ${pids.map((pid) => `/proc/${String(pid)}`).join(" ")} /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  case $name in faultline-*) ;; *) continue ;; esac
  case " ${pids.join(" ")} " in *" \${d#/proc/} "*) ;; *) [ "$d/ns/mnt" -ef /proc/self/ns/mnt ] || continue ;; esac
  case " $all " in *" \${d#/proc/} "*) continue ;; esac
  { tr '\\0' ' ' <"$d/cmdline"; } 2>/dev/null | grep -qF '${reports}-' && all="$all \${d#/proc/}"
done
true`;

// A killed process in the middle of a write to a disk takes its time. By built-ins: forks are what costs most here.
const UNTIL_GONE = `for p in $all; do
  i=0
  while [ $i -lt 200 ] && { read -r name <"/proc/$p/comm"; } 2>/dev/null; do
    case $name in faultline-*) sleep 0.01; i=$((i + 1)) ;; *) break ;; esac
  done
done`;
