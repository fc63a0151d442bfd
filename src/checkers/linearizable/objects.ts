// Splits a history into the objects that it is about: linearizability is local (Herlihy & Wing), so each key is decided alone.
import type { History } from "../../core/history.ts";
import type { Key, Operation } from "../../core/op.ts";

/** The operations on one object, in order of their calls; `key` is undefined where operations have none. */
export interface KeyedObject {
  readonly key: Key | undefined;
  readonly ops: readonly Operation[];
}

/** The objects of the operations that `keep` lets pass, in order of their first call. */
export function objectsOf(
  history: History,
  keep: (op: Operation) => boolean,
): readonly KeyedObject[] {
  const byKey = new Map<Key | undefined, Operation[]>();
  for (const op of history.operations()) {
    if (!keep(op)) continue;
    const ops = byKey.get(op.key);
    if (ops === undefined) byKey.set(op.key, [op]);
    else ops.push(op);
  }
  return [...byKey].map(([key, ops]) => ({ key, ops }));
}
