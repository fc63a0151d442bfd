// What a history leaves to decide: edges that hold, choices between edges, or a read that no choice explains.
import type { EdgeList } from "../edge-list.ts";
import type { OrderKind } from "../order-edges.ts";
import type { Choices } from "./choices.ts";

/** What no order of transactions explains, whatever is chosen. */
export interface Impossible {
  readonly txns: readonly number[];
  /** One sentence. */
  readonly because: string;
}

export interface Polygraph {
  readonly known: EdgeList;
  readonly choices: Choices;
  /** False where there are more choices than memory allows; then it decides nothing. */
  readonly complete: boolean;
  /** Whether a value was written twice: inference may be wrong about it. */
  readonly ambiguous: boolean;
  /** The first transaction that is impossible by itself; null if none is. */
  readonly impossible: Impossible | null;
}

export interface PolygraphOptions {
  readonly order: OrderKind;
  /** Transactions that wrote one key exclude each other even if nobody read what they wrote. */
  readonly snapshot: boolean;
  /** Edges of choices that there may be. */
  readonly maxEdges: number;
}
