// Counters on etcd: the sum is read, and written back by a transaction if nobody changed it meanwhile; else the add fails.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { ok, preconditionFailed } from "../../core/op.ts";
import type { CounterSpec } from "../../core/specs/counter.ts";
import { folderOf, kvOf, type Reads } from "./kv.ts";

export function counterClient(node: Node, reads: Reads): Handlers<CounterSpec> {
  const kv = kvOf(node, reads);
  return {
    async add({ key: counter, value }, signal) {
      const folder = folderOf("counter", counter);
      const found = await kv.list(folder, signal);
      if (found.type !== "ok") return found;
      const { value: sum, modRevision } = found.value[0] ?? NOTHING;
      const key = `${folder}sum`;
      const added = await kv.change([{ key, modRevision }], [{ key, value: sum + value }], signal);
      if (added.type !== "ok") return added;
      return added.value === null ? preconditionFailed("the sum had changed") : ok(value);
    },
    async read({ key }, signal) {
      const found = await kv.list(folderOf("counter", key), signal);
      return found.type === "ok" ? ok(found.value[0]?.value ?? 0) : found;
    },
  };
}

/** What is there before the first add. */
const NOTHING = { value: 0, modRevision: "0" };
