// Sets on etcd: a key for each element, so that adds never wait for each other and an element that is gone is an acknowledged
// write that is gone; read by one range.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { ok } from "../../core/op.ts";
import type { SetSpec } from "../../core/specs/set.ts";
import { folderOf, kvOf, type Reads } from "./kv.ts";

export function setClient(node: Node, reads: Reads): Handlers<SetSpec> {
  const kv = kvOf(node, reads);
  return {
    async add({ key, value }, signal) {
      const reply = await kv.put(`${folderOf("set", key)}${String(value)}`, value, signal);
      return reply.type === "ok" ? ok(value) : reply;
    },
    async read({ key }, signal) {
      const found = await kv.list(folderOf("set", key), signal);
      return found.type === "ok" ? ok(found.value.map((item) => item.value)) : found;
    },
  };
}
