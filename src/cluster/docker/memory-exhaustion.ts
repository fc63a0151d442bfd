// A node out of memory: its cgroup is given hardly more than it uses, and a hog beside it takes the rest, until the
// kernel kills the largest of the node's processes. The limit is the kernel's alone and goes with the node's life.
import type { Evidence } from "../../core/fault.ts";
import { waitFor } from "../../core/real-clock.ts";
import type { Agent } from "./agent.ts";
import { besideNode, endTools, reportsOf, toolsLeft } from "./beside-node.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { DockerNode } from "./docker-node.ts";
import type { Engine } from "./engine.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** Less than what is used already, the kernel refuses; and usage grows while it is read. */
const MARGIN_BYTES = 8 << 20;
/** A node that is just starting uses more from one look to the next. */
const LOWER_TRIES = 20;
/** Reclaiming what a loaded node has in its page cache takes a while. */
const KILL_DEADLINE_MS = 15_000;
/** How long after the kernel's kill the engine may take to tell that the node is dead. */
const DEATH_DEADLINE_MS = 2_000;
/** The kernel kills these first: the hog, which keeps its own score, never is. */
const FIRST_TO_DIE = 1000;

/** Who ran in the node before, and the limits that it had, as the script below prints them. */
interface Before {
  readonly life: NodeProcess;
  /** Pid → name and score. */
  readonly processes: ReadonlyMap<number, { readonly name: string; readonly score: string }>;
  /** File in the cgroup → content, in the order in which they are to be lowered. */
  readonly limits: readonly (readonly [string, string])[];
}

export class MemoryExhaustion implements Grip {
  readonly node: DockerNode;
  readonly deadly = true;
  readonly #engine: Engine;
  readonly #agent: Agent;
  readonly #reports: string;
  readonly #pids: number[] = [];
  #before: Before | null = null;

  constructor(node: DockerNode, number: number, engine: Engine, agent: Agent) {
    this.node = node;
    this.#engine = engine;
    this.#agent = agent;
    this.#reports = `/run/faultline-hog-${String(number)}-${node.id}`;
  }

  async take(life: NodeProcess): Promise<void> {
    // Read by a step of its own: what comes after it may fail half-way, and is to be undone all the same.
    const before = await this.#survey(life);
    if (before === null) return;
    this.#before = before;
    const script = fillUp(life.pid, `${this.#reports}-${String(life.pid)}`);
    const output = await besideNode(this.#agent, life, "filling its memory", script);
    if (output === null) return;
    this.#pids.push(Number(/^hog (\d+)/m.exec(output)?.[1]));
    await this.#untilKilled(life);
  }

  async #survey(life: NodeProcess): Promise<Before | null> {
    const output = await besideNode(this.#agent, life, "reading its memory", survey(life.pid));
    return output === null ? null : parseBefore(life, output);
  }

  async #untilKilled(life: NodeProcess): Promise<void> {
    const died = (): true | null => (this.node.process?.pid === life.pid ? null : true);
    const what = `the kernel to kill a process of node ${this.node.id}`;
    await waitFor(async () => died() ?? ((await this.#kills()) > 0 || null), {
      what,
      deadlineMs: KILL_DEADLINE_MS,
    });
    // Who lives on has lost another process than its first one.
    await waitFor(() => Promise.resolve(died()), { what, deadlineMs: DEATH_DEADLINE_MS }).catch(
      () => undefined,
    );
  }

  /** How many processes the kernel has killed, by its own count as the hog last read it. */
  async #kills(): Promise<number> {
    const [, kills] = await reportsOf(this.#agent, this.#reports);
    return kills;
  }

  look(): Promise<void> {
    return Promise.resolve();
  }

  async evidence(): Promise<Evidence> {
    const kills = await this.#kills();
    if (this.node.process !== null && this.node.process.pid === this.#before?.life.pid) {
      if (kills === 0) return notSeen("the kernel killed none of its processes");
      const dead = (await this.#dead()).join(", ");
      return seen(`the kernel killed ${dead || "a process"}; its first process lives on`);
    }
    if (this.#before === null) return notSeen("it died before its memory was filled");
    const inspected = this.#engine.docker.getContainer(this.#before.life.containerId).inspect();
    const { State } = await withDeadline("the engine to inspect", ENGINE_DEADLINE_MS, inspected);
    const code = `exit code ${String(State.ExitCode)}`;
    if (State.OOMKilled) return seen(`the engine says that it was killed out of memory, ${code}`);
    if (kills > 0) return seen(`the kernel counts ${String(kills)} kills out of memory, ${code}`);
    return notSeen(`it is dead, ${code}, but not for want of memory`);
  }

  /** Names of those processes that are no longer there. */
  async #dead(): Promise<readonly string[]> {
    if (this.#before === null) return [];
    const { life, processes } = this.#before;
    const script = `processes ${String(life.pid)}`;
    const output = (await besideNode(this.#agent, life, "listing its processes", script)) ?? "";
    const alive = new Set(output.split("\n").map(Number));
    return [...processes].flatMap(([pid, { name }]) =>
      alive.has(pid) ? [] : [`${name} (pid ${String(pid)})`],
    );
  }

  async release(): Promise<void> {
    await endTools(this.#agent, this.#pids, this.#reports);
    const before = this.#before;
    if (before === null || this.node.process?.pid !== before.life.pid) return;
    await besideNode(this.#agent, before.life, "restoring its memory", relieve(before));
  }

  async released(): Promise<Evidence> {
    const left = await toolsLeft(this.#agent, this.#pids, this.#reports);
    if (left > 0) return notSeen("the hog is still there");
    if (this.node.process === null) return notSeen("it is down");
    const pid = `pid ${String(this.node.process.pid)} runs`;
    const before = this.#before;
    if (before?.life.pid !== this.node.process.pid) return seen(`the hog is gone, ${pid}`);
    const now = await this.#survey(before.life);
    if (now === null) return notSeen("it is down");
    const changed = changes(before, now);
    if (changed.length > 0) return notSeen(changed.join(", "));
    return seen(`the hog is gone, its limits and scores are as they were, ${pid}`);
  }
}

const FILES = `d=$(cgroup "$node" memory)
if [ -e "$d/memory.limit_in_bytes" ]; then
  used=memory.usage_in_bytes files='memory.limit_in_bytes memory.memsw.limit_in_bytes' events=memory.oom_control
else
  used=memory.current files='memory.max memory.swap.max' events=memory.events
fi`;

/** Prints the limits and the processes. */
const survey = (pid: number): string => `node=${String(pid)}
${FILES}
for file in $files; do
  [ -e "$d/$file" ] && echo "limit $file $(cat "$d/$file")"
done
for p in $(processes "$node"); do
  { read -r name <"/proc/$p/comm" && read -r score <"/proc/$p/oom_score_adj"; } 2>/dev/null || continue
  echo "process $p $score $name"
done
true`;

/** Swap is closed, too: memory and swap together may not exceed the limit (version 1), or there is none (version 2). */
const fillUp = (pid: number, report: string): string => `node=${String(pid)}
${FILES}
before=
for file in $files; do
  [ -e "$d/$file" ] && before="$before $file=$(cat "$d/$file")"
done
lower() {
  for setting in $before; do
    file=\${setting%%=*} value=\${setting#*=}
    wanted=$limit
    [ $file = memory.swap.max ] && wanted=0
    if [ $value = max ] || [ $value -gt $wanted ]; then echo $wanted >"$d/$file" || return 1; fi
  done
}
tries=0
until limit=$(($(cat "$d/$used") + ${String(MARGIN_BYTES)})) && lower 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt ${String(LOWER_TRIES)} ] || { echo "the kernel refuses a limit of $limit bytes"; exit 1; }
done
for p in $(processes "$node"); do
  { echo ${String(FIRST_TO_DIE)} >"/proc/$p/oom_score_adj"; } 2>/dev/null
done
printf 'hog '
join "$node" memory && exec faultline-hog "$node" "$limit" "$d/$events" ${report}`;

function parseBefore(life: NodeProcess, output: string): Before {
  const processes = [...output.matchAll(/^process (\d+) (-?\d+) (.*)$/gm)].map(
    ([, pid, score = "0", name = ""]) => [Number(pid), { name, score }] as const,
  );
  const limits = [...output.matchAll(/^limit (\S+) (\S+)$/gm)].map(
    ([, file = "", content = ""]) => [file, content] as const,
  );
  return { life, processes: new Map(processes), limits };
}

/** What of the limits and scores is not as it was; who has died or was born since is not compared. */
function changes(before: Before, now: Before): readonly string[] {
  const is = new Map(now.limits);
  return [
    ...before.limits
      .filter(([file, content]) => is.get(file) !== content)
      .map(([file, content]) => `${file} is ${is.get(file) ?? "gone"} and was ${content}`),
    ...[...before.processes].flatMap(([pid, { score }]) => {
      const found = now.processes.get(pid)?.score ?? score;
      return found === score ? [] : [`the score of pid ${String(pid)} is ${found}, was ${score}`];
    }),
  ];
}

/** Limits are raised in the opposite order. Processes that began since have the score that they inherited. */
function relieve({ life, limits, processes }: Before): string {
  const usual = processes.get(life.pid)?.score ?? "0";
  const scores = [...processes].map(([pid, { score }]) => `${String(pid)}) score=${score} ;;`);
  return `d=$(cgroup ${String(life.pid)} memory)
${limits
  .toReversed()
  .map(([file, content]) => `echo ${content} >"$d/${file}" || exit 1`)
  .join("\n")}
for p in $(processes ${String(life.pid)}); do
  score=${usual}
  case $p in ${scores.join(" ")} esac
  { echo "$score" >"/proc/$p/oom_score_adj"; } 2>/dev/null
done
true`;
}
