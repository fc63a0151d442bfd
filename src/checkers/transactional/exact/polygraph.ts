// What a history leaves to decide: edges that hold, choices between edges, or a read that no choice explains.
import type { EdgeList } from "../edge-list.ts";
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
  /** The first transaction that is impossible by itself; null if none is. */
  readonly impossible: Impossible | null;
}
