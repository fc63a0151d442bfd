// Queues on etcd, first in, first out: a key for each element; the one that has been there for longest is taken out by a
// transaction that deletes it if it is still there. What was put in later can never come before it.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { fail, ok } from "../../core/op.ts";
import type { QueueSpec } from "../../core/specs/queue.ts";
import { folderOf, kvOf, type Reads } from "./kv.ts";

export function queueClient(node: Node, reads: Reads): Handlers<QueueSpec> {
  const kv = kvOf(node, reads);
  return {
    async enqueue({ key, value }, signal) {
      const reply = await kv.put(`${folderOf("queue", key)}${String(value)}`, value, signal);
      return reply.type === "ok" ? ok(value) : reply;
    },
    async dequeue({ key: queue }, signal) {
      const folder = folderOf("queue", queue);
      const found = await kv.oldest(folder, signal);
      if (found.type !== "ok") return found;
      if (found.value === null) return ok(null);
      const { name, value, modRevision } = found.value;
      const key = `${folder}${name}`;
      const taken = await kv.change([{ key, modRevision }], [{ key, value: null }], signal);
      if (taken.type !== "ok") return taken;
      return taken.value === null ? fail("conflict", "somebody else took it") : ok(value);
    },
  };
}
