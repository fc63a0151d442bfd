// The key-value store that the log is replicated for. Applying the same commands in the same order gives the same store.
import { type Command, ERRORS, type Reply, type Scalar, type Value } from "./protocol.ts";
import { perform } from "./transaction.ts";

export type Store = Map<Scalar, Value>;

export const valueOf = (store: Store, key: Scalar): Value => store.get(key) ?? null;

/** Carries out a command and says how it went. */
export function apply(store: Store, command: Command): Reply {
  switch (command.op) {
    case "write":
      store.set(command.key, command.value);
      return { type: "write_ok" };
    case "cas": {
      const seen = valueOf(store, command.key);
      if (seen !== command.from) {
        const text = `expected ${JSON.stringify(command.from)}, found ${JSON.stringify(seen)}`;
        return { type: "error", code: ERRORS.precondition, text, seen };
      }
      store.set(command.key, command.to);
      return { type: "cas_ok" };
    }
    case "txn": {
      const { answer, changes } = perform(command.txn, (key) => valueOf(store, key));
      for (const [key, value] of changes) store.set(key, value);
      return { type: "txn_ok", txn: command.early ?? answer };
    }
  }
}
