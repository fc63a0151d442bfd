// Evidence of what was done to several nodes: gathered node by node, told as one. Knows no kind of fault.
import type { Node } from "../cluster/api.ts";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { Evidence } from "../core/fault.ts";

type Act = (node: Node) => Promise<Evidence>;

/** Acts on all nodes in parallel; what an action throws is that node's missing evidence, unless the engine is lost. */
export async function evidenceOfEach(
  nodes: readonly Node[],
  act: Act,
): Promise<ReadonlyMap<Node, Evidence>> {
  const found = await Promise.all(
    nodes.map(async (node) => [node, await evidenceOf(node, act)] as const),
  );
  return new Map(found);
}

/** Like `evidenceOfEach`, but one node after the other. */
export async function evidenceInTurn(
  nodes: readonly Node[],
  act: Act,
): Promise<ReadonlyMap<Node, Evidence>> {
  const found = new Map<Node, Evidence>();
  for (const node of nodes) found.set(node, await evidenceOf(node, act));
  return found;
}

async function evidenceOf(node: Node, act: Act): Promise<Evidence> {
  try {
    return await act(node);
  } catch (error) {
    if (error instanceof HarnessError && error.code === "engine") throw error;
    return { seen: false, why: messageOf(error) };
  }
}

/** One evidence of many: seen when it was seen on every node, else why not, naming the nodes. */
export function together(
  nodes: readonly Node[],
  evidenceOf: (node: Node) => Evidence | undefined,
): Evidence {
  const all = nodes.map((node) => ({
    node: node.id,
    evidence: evidenceOf(node) ?? ({ seen: false, why: "was not tried" } as const),
  }));
  const missing = all.flatMap(({ node, evidence }) =>
    evidence.seen ? [] : [`${node}: ${evidence.why}`],
  );
  if (missing.length > 0) return { seen: false, why: missing.join("; ") };
  const detail = all.flatMap(({ node, evidence }) =>
    evidence.seen ? [`${node}: ${evidence.detail}`] : [],
  );
  return { seen: true, detail: detail.join("; ") };
}
