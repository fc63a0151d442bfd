// One skew that holds: its nodes, what was read back from their processes, its healing.
import type { ClockSkew } from "../../core/damage.ts";
import { HarnessError } from "../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { ProcessClock, SkewWords } from "./clock-tool.ts";
import type { DockerClocks } from "./docker-clocks.ts";

interface SkewPlan {
  readonly name: string;
  readonly nodes: readonly NodeId[];
  readonly skew: ClockSkew;
}

export class HeldSkew implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #clocks: DockerClocks;
  readonly #lives: readonly Disposable[];
  /** Per node: whether its processes took it, as of the last time. */
  readonly #taken = new Map<NodeId, Evidence>();
  #words: SkewWords;
  #evidence: Evidence | null = null;
  #healing: Promise<void> | null = null;

  constructor(clocks: DockerClocks, { name, nodes, skew }: SkewPlan) {
    this.name = name;
    this.targets = nodes;
    this.#clocks = clocks;
    this.#words = wordsOf(skew);
    this.#lives = nodes.map((id) =>
      clocks.node(id).onLife(async () => {
        await clocks.apply([id]);
      }),
    );
  }

  get words(): SkewWords {
    return this.#words;
  }

  get byHand(): string | undefined {
    const containers = this.#containers();
    return containers.length === 0 ? undefined : this.#clocks.byHand(containers);
  }

  /** What the tool said of the processes of a node whose first one is `pid`; `nowNs` is what its "now" meant. */
  took(id: NodeId, pid: number, processes: readonly ProcessClock[], nowNs: bigint | null): void {
    this.#words = { ...this.#words, baseNs: this.#words.baseNs ?? nowNs };
    this.#taken.set(id, takenBy(pid, processes));
  }

  async evidence(): Promise<Evidence> {
    if (this.#healing !== null) return this.#evidence ?? notSeen("nobody asked while it held");
    const clocks = await this.#clocks.read(this.#containers());
    this.#evidence = together(this.targets, (id) => this.#evidenceOn(id, clocks));
    return this.#evidence;
  }

  #evidenceOn(id: NodeId, clocks: readonly ProcessClock[]): Evidence {
    const taken = this.#taken.get(id) ?? notSeen("it was down all the while");
    const process = this.#clocks.node(id).process;
    if (!taken.seen) return taken;
    if (process === null) return seen(`${taken.detail}, and it is down since`);
    if (this.#clocks.topOf(id) !== this) return seen(`${taken.detail}, and a later skew hides it`);
    return showing(this.#words, process.pid, clocks);
  }

  async healed(): Promise<Evidence> {
    const clocks = await this.#clocks.read(this.#containers());
    return together(this.targets, (id) => {
      const process = this.#clocks.node(id).process;
      if (process === null) return seen("it is down");
      const below = this.#clocks.topOf(id);
      if (below === this) return notSeen("it still holds");
      if (below !== null) return showing(below.words, process.pid, clocks);
      const its = clocks.filter(({ containerId }) => containerId === process.containerId);
      const left = its.filter(({ what }) => what !== "clean" && what !== "skipped");
      return left.length === 0
        ? seen(`the vDSO is the kernel's own in ${count(its)}`)
        : notSeen(
            `still patched: ${left.map(({ pid, what }) => `pid ${String(pid)} ${what}`).join(", ")}`,
          );
    });
  }

  #containers(): readonly string[] {
    return this.#clocks.processes(this.targets).map(({ containerId }) => containerId);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#healing ??= this.#heal());
  }

  async #heal(): Promise<void> {
    this.#clocks.release(this);
    for (const life of this.#lives) life[Symbol.dispose]();
    try {
      const all = await this.#clocks.apply(this.targets);
      const refused = all.filter(({ containerId }) => this.#containers().includes(containerId));
      if (refused.length > 0) {
        throw new HarnessError("engine", `a clock could not be set right: ${refusals(refused)}`, {
          hint: "Restart the node: a new process has a vDSO of its own.",
        });
      }
    } catch (error) {
      this.#healing = null;
      throw error;
    }
  }
}

/** All parts in nanoseconds; the rate as a fraction of 2^32. */
const wordsOf = ({ offsetMs, driftPpm = 0, strobePeriodMs = 0 }: ClockSkew): SkewWords => ({
  offsetNs: BigInt(Math.round(offsetMs * 1e3)) * 1_000n,
  rate: BigInt(Math.round((driftPpm / 1e6) * 2 ** 32)),
  baseNs: null,
  halfPeriodNs: BigInt(Math.round((strobePeriodMs / 2) * 1e6)),
});

function takenBy(pid: number, processes: readonly ProcessClock[]): Evidence {
  const refused = processes.filter(({ what }) => what === "refused");
  if (refused.length > 0) return notSeen(refusals(refused));
  const skipped = processes.filter(({ what }) => what === "skipped");
  const first = processes.find((process) => process.pid === pid);
  if (first === undefined) return notSeen(`its first process ${String(pid)} was not found`);
  if (first.what === "skipped") return notSeen(refusals([first]));
  const without = skipped.length === 0 ? "" : `, without ${refusals(skipped)}`;
  return seen(`patched ${count(processes)}${without}`);
}

/** Whether a node's first process has this skew now. */
function showing(words: SkewWords, pid: number, clocks: readonly ProcessClock[]): Evidence {
  const first = clocks.find((process) => process.pid === pid);
  if (first === undefined) return notSeen(`pid ${String(pid)} was not found`);
  if (first.what !== "skewed" || first.words === null) {
    return notSeen(`the vDSO of pid ${String(pid)} is ${first.what}`);
  }
  if (!equal(first.words, words)) {
    return notSeen(`the vDSO of pid ${String(pid)} has another skew in it`);
  }
  const skewed = clocks.filter(
    ({ containerId, what }) => containerId === first.containerId && what === "skewed",
  );
  return seen(`${count(skewed)} ${inMs(first.offsetNs)} off, read back from pid ${String(pid)}`);
}

const equal = (a: SkewWords, b: SkewWords): boolean =>
  a.offsetNs === b.offsetNs &&
  a.rate === b.rate &&
  a.baseNs === b.baseNs &&
  a.halfPeriodNs === b.halfPeriodNs;

const inMs = (ns: bigint): string => `${ns < 0n ? "" : "+"}${(Number(ns) / 1e6).toFixed(1)} ms`;

const count = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 process" : `${String(length)} processes`;

const refusals = (processes: readonly ProcessClock[]): string =>
  processes.map(({ pid, what, why }) => `pid ${String(pid)} ${what}: ${why}`).join(", ");

const seen = (detail: string): Evidence => ({ seen: true, detail });
const notSeen = (why: string): Evidence => ({ seen: false, why });

/** One evidence of many nodes: seen when it was seen on every one. */
function together(nodes: readonly NodeId[], evidenceOf: (id: NodeId) => Evidence): Evidence {
  const all = nodes.map((id) => ({ id, evidence: evidenceOf(id) }));
  const missing = all.flatMap(({ id, evidence }) =>
    evidence.seen ? [] : [`${id}: ${evidence.why}`],
  );
  if (missing.length > 0) return notSeen(missing.join("; "));
  return seen(
    all.map(({ id, evidence }) => `${id}: ${evidence.seen ? evidence.detail : ""}`).join("; "),
  );
}
