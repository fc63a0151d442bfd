// A store that carries out transactions at once, as a completion model: what a system that keeps every promise would answer.
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import type { MicroOp, Scalar, Value } from "../../src/systems/raft-demo/protocol.ts";
import { perform } from "../../src/systems/raft-demo/transaction.ts";

/** `stale`: one read in a hundred transactions shows the initial state. */
export function transactionStore(stale = false): CompletionModel {
  const store = new Map<Scalar, Value>();
  return ({ value }, { random }) => {
    const { answer, changes } = perform(value as readonly MicroOp[], (key) =>
      stale && random.chance(0.01) ? null : (store.get(key) ?? null),
    );
    const afterNs = 20e6 * random.float();
    for (const [key, state] of changes) store.set(key, state);
    return { type: "ok", afterNs, value: answer };
  };
}
