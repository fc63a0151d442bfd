// A fault that holds some nodes, each by a grip of its own, over all of their lives, until it is healed.
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Mortality } from "./docker-node.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";
import { Serial } from "./serial.ts";

/** Longer than any node takes from its start to the first sign of life. */
const START_DEADLINE_MS = 30_000;

/** Takes hold of all nodes at once; of one that is down, when it starts. What fails is missing evidence. */
export async function gripNodes(name: string, grips: readonly Grip[]): Promise<ActiveFault> {
  const held = grips.map((grip) => new HeldNode(grip));
  await Promise.all(held.map((node) => node.begin()));
  return {
    name,
    targets: grips.map((grip) => grip.node.id),
    evidence: () => together(held, (node) => node.evidence()),
    healed: () => together(held, (node) => node.healed()),
    async [Symbol.asyncDispose]() {
      const ends = await Promise.allSettled(held.map((node) => node.end()));
      const failed = ends.filter((end) => end.status === "rejected");
      if (failed.length === 0) return;
      const why = failed.map((end) => messageOf(end.reason)).join("; ");
      throw new HarnessError("node", `"${name}" is not healed: ${why}`, {
        hint: "The end of the run removes what is left of it with the containers.",
      });
    },
  };
}

class HeldNode {
  readonly #grip: Grip;
  readonly #serial = new Serial();
  readonly #stop = new DisposableStack();
  readonly #mortality: Mortality | null;
  /** Lives that were taken. */
  readonly #taken = new Set<string>();
  #problem: string | null = null;
  #released = false;
  #ended = false;

  constructor(grip: Grip) {
    this.#grip = grip;
    this.#mortality = grip.deadly ? grip.node.mayDie() : null;
    this.#stop.use(grip.node.onLife((life) => this.#take(life, true)));
    this.#stop.use(grip.node.onEnd((life) => this.#look(life)));
  }

  get id(): NodeId {
    return this.#grip.node.id;
  }

  async begin(): Promise<void> {
    const life = this.#grip.node.process;
    if (life !== null) await this.#take(life, false);
  }

  #take(life: NodeProcess, fresh: boolean): Promise<void> {
    return this.#serial.run(async () => {
      const key = `${life.containerId}/${String(life.pid)}`;
      if (this.#released || this.#taken.has(key)) return;
      this.#taken.add(key);
      try {
        await this.#grip.take(life, fresh);
        this.#problem = null;
      } catch (error) {
        this.#problem = messageOf(error);
      }
    });
  }

  #look(life: NodeProcess): Promise<void> {
    return this.#serial.run(async () => {
      // What could not be read is not counted; the node is ended all the same.
      if (!this.#released) await this.#grip.look(life).catch(() => undefined);
    });
  }

  evidence(): Promise<Evidence> {
    return this.#serial.run(() => {
      if (this.#problem !== null) return Promise.resolve(notSeen(this.#problem));
      if (this.#taken.size > 0) return this.#grip.evidence();
      return Promise.resolve(notSeen("it was down all the time"));
    });
  }

  /** Tries again what failed before. Starts the node outside the queue: a start waits for its own turn in it. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#stop.dispose();
    await this.#serial.run(async () => {
      if (!this.#released) await this.#grip.release();
      this.#released = true;
    });
    const { node } = this.#grip;
    if (this.#mortality?.died === true && node.state === "stopped") {
      await node.start(AbortSignal.timeout(START_DEADLINE_MS));
    }
    this.#mortality?.[Symbol.dispose]();
    this.#ended = true;
  }

  async healed(): Promise<Evidence> {
    if (!this.#ended) return notSeen("it was not healed yet");
    return this.#serial.run(() => this.#grip.released());
  }
}

/** Seen when it was seen on every node; says of each node what. */
async function together(
  nodes: readonly HeldNode[],
  ask: (node: HeldNode) => Promise<Evidence>,
): Promise<Evidence> {
  const answers = await Promise.all(
    nodes.map(async (node) => ({ id: node.id, evidence: await ask(node) })),
  );
  const missing = answers.flatMap(({ id, evidence }) =>
    evidence.seen ? [] : [`${id}: ${evidence.why}`],
  );
  if (missing.length > 0) return notSeen(missing.join("; "));
  return seen(
    answers
      .flatMap(({ id, evidence }) => (evidence.seen ? [`${id}: ${evidence.detail}`] : []))
      .join("; "),
  );
}
