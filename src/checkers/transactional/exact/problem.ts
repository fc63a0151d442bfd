// The question put to the solver: can every choice be made so that the graph has no cycle? Serializability asks it of the
// transactions, snapshot isolation of a graph with two nodes for each. Knows no keys and no versions.
import { EDGE, type EdgeList } from "../edge-list.ts";
import { NONE, type Transactions } from "../ingest.ts";
import { ALWAYS, type Choices, type Clause } from "./choices.ts";

export interface Problem {
  readonly nodes: number;
  /** Transaction of a node; -1 for helpers. */
  readonly txnOf: Int32Array;
  /** When a node probably happened: orders of nodes that nothing else decides start from it. */
  readonly time: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** One of `EDGE`. */
  readonly type: Uint8Array;
  /** The literal that puts an edge in, or `ALWAYS`. */
  readonly literal: Int32Array;
  readonly variables: number;
  /** Nodes whose order a variable is; -1 for none. */
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  readonly clauses: readonly Clause[];
}

/**
 * With `snapshot`, cycles count only where no two rw edges follow each other (Cerone & Gotsman, PODC 2016): a dependency leads
 * to both nodes of its target, an rw edge starts at the second node, which nothing else leaves.
 */
export function problemOf(
  txns: Transactions,
  known: EdgeList,
  choices: Choices,
  snapshot: boolean,
): Problem {
  const out = new Columns((known.size + choices.size) * (snapshot ? 2 : 1));
  const add = (from: number, to: number, type: number, literal: number): void => {
    if (!snapshot || type === EDGE.link) out.add(from, to, type, literal);
    else if (type === EDGE.rw) out.add(known.nodes + from, to, type, literal);
    else {
      out.add(from, to, type, literal);
      if (to < txns.count) out.add(from, known.nodes + to, type, literal);
    }
  };
  for (let i = 0; i < known.size; i++)
    add(known.from[i] as number, known.to[i] as number, known.type[i] as number, ALWAYS);
  for (let i = 0; i < choices.size; i++)
    add(
      choices.from[i] as number,
      choices.to[i] as number,
      choices.type[i] as number,
      choices.literal[i] as number,
    );
  const nodes = known.nodes * (snapshot ? 2 : 1);
  const txnOf = new Int32Array(nodes);
  const time = new Int32Array(nodes).fill(NONE);
  for (let node = 0; node < nodes; node++) {
    const txn = node % known.nodes;
    txnOf[node] = txn < txns.count ? txn : NONE;
    if (txn < txns.count) time[node] = timeOf(txns, txn);
  }
  return { nodes, txnOf, time, ...out.columns(), ...variablesOf(choices) };
}

const variablesOf = ({
  first,
  second,
  clauses,
}: Choices): Pick<Problem, "variables" | "first" | "second" | "clauses"> => ({
  variables: first.length,
  first,
  second,
  clauses,
});

/** Twice the middle of its interval; an unknown one takes effect soon, if ever. */
function timeOf({ call, ret, status }: Transactions, txn: number): number {
  const [from, to] = [call[txn] as number, ret[txn] as number];
  return status[txn] === 1 ? from + to : 2 * Math.max(from, 0) + 1;
}

/** The part of a problem between some transactions: whoever solves the whole solves it, too. */
export function restricted(problem: Problem, keep: Uint8Array): Problem {
  const kept = (node: number): boolean => {
    const txn = problem.txnOf[node] as number;
    return txn === NONE || keep[txn] === 1;
  };
  const out = new Columns(problem.from.length);
  const { from, to, type, literal } = problem;
  for (let i = 0; i < from.length; i++)
    if (kept(from[i] as number) && kept(to[i] as number))
      out.add(from[i] as number, to[i] as number, type[i] as number, literal[i] as number);
  const clauses = problem.clauses.filter(({ txns }) => txns.every((txn) => keep[txn] === 1));
  return { ...problem, ...out.columns(), clauses };
}

class Columns {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #type: Uint8Array;
  readonly #literal: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#from = new Int32Array(capacity);
    this.#to = new Int32Array(capacity);
    this.#type = new Uint8Array(capacity);
    this.#literal = new Int32Array(capacity);
  }

  add(from: number, to: number, type: number, literal: number): void {
    this.#from[this.#size] = from;
    this.#to[this.#size] = to;
    this.#type[this.#size] = type;
    this.#literal[this.#size++] = literal;
  }

  columns(): Pick<Problem, "from" | "to" | "type" | "literal"> {
    return {
      from: this.#from.subarray(0, this.#size),
      to: this.#to.subarray(0, this.#size),
      type: this.#type.subarray(0, this.#size),
      literal: this.#literal.subarray(0, this.#size),
    };
  }
}
