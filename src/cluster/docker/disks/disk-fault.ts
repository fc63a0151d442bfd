// One fault of disks on all of its nodes at once: injects, proves and heals each node's injury in parallel. What fails
// on a node is that node's missing evidence.
import { HarnessError, messageOf } from "../../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../../core/fault.ts";
import type { NodeId } from "../../../core/ids.ts";
import { sleepMs } from "../../../core/real-clock.ts";
import { type DiskInjury, notSeen, type Patient } from "./disk-damage.ts";

/** One node's part of the fault. */
export interface Case {
  readonly patient: Patient;
  readonly injury: DiskInjury;
}

/** For so long after its healing a node may still die of what was done to its disk. */
const GRACE_MS = 10_000;

export class DiskFault implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #cases: readonly Case[];
  /** Ends the time of grace when the cluster goes. */
  readonly #closing: AbortSignal;
  readonly #failed = new Map<NodeId, Evidence>();
  readonly #restored = new Map<NodeId, Evidence>();
  readonly #mortal: readonly Disposable[];
  #healing: Promise<void> | null = null;

  private constructor(name: string, cases: readonly Case[], closing: AbortSignal) {
    this.name = name;
    this.#cases = cases;
    this.#closing = closing;
    this.targets = cases.map(({ patient }) => patient.node.id);
    this.#mortal = cases.map(({ patient }) => patient.node.mayDie());
  }

  /** Resolves when it is in place wherever it can be; rejects only when the engine is lost. */
  static async inject(
    name: string,
    cases: readonly Case[],
    closing: AbortSignal,
  ): Promise<DiskFault> {
    const fault = new DiskFault(name, cases, closing);
    const found = await perNode(cases, async ({ injury }) => {
      await injury.inject();
      return null;
    });
    for (const [id, evidence] of found) if (evidence !== null) fault.#failed.set(id, evidence);
    return fault;
  }

  async evidence(): Promise<Evidence> {
    const found = await perNode(this.#cases, ({ injury, patient }) =>
      Promise.resolve(this.#failed.get(patient.node.id) ?? injury.evidence()),
    );
    return together(this.targets, found);
  }

  healed(): Promise<Evidence> {
    return Promise.resolve(together(this.targets, this.#restored));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#healing ??= this.#heal().finally(() => {
      this.#healing = null;
    });
    return this.#healing;
  }

  async #heal(): Promise<void> {
    const ill = this.#cases.filter(({ patient: { node } }) => !this.#isRestored(node.id));
    if (ill.length === 0) return;
    const found = await perNode(ill, ({ injury }) => injury.heal());
    for (const [id, evidence] of found)
      this.#restored.set(id, evidence ?? notSeen("was not tried"));
    if (this.targets.every((id) => this.#isRestored(id))) this.#endGrace();
  }

  #isRestored(id: NodeId): boolean {
    return this.#restored.get(id)?.seen === true;
  }

  #endGrace(): void {
    const end = (): void => {
      for (const mortal of this.#mortal) mortal[Symbol.dispose]();
    };
    sleepMs(GRACE_MS, this.#closing).then(end, end);
  }
}

async function perNode(
  cases: readonly Case[],
  act: (one: Case) => Promise<Evidence | null>,
): Promise<ReadonlyMap<NodeId, Evidence | null>> {
  const found = new Map<NodeId, Evidence | null>();
  await Promise.all(
    cases.map(async (one) => {
      const { id } = one.patient.node;
      found.set(id, await act(one).catch((error: unknown) => notSeen(inWords(error))));
    }),
  );
  return found;
}

function inWords(error: unknown): string {
  const cause = error instanceof HarnessError && error.cause !== undefined ? error.cause : null;
  return cause === null ? messageOf(error) : `${messageOf(error)} (${messageOf(cause)})`;
}

/** One evidence of many: seen when it was seen on every node, else why not, naming the nodes. */
function together(nodes: readonly NodeId[], found: ReadonlyMap<NodeId, Evidence | null>): Evidence {
  const missing: string[] = [];
  const details: string[] = [];
  for (const id of nodes) {
    const evidence = found.get(id) ?? notSeen("was not tried");
    if (evidence.seen) details.push(`${id}: ${evidence.detail}`);
    else missing.push(`${id}: ${evidence.why}`);
  }
  return missing.length > 0
    ? notSeen(missing.join("; "))
    : { seen: true, detail: details.join("; ") };
}
