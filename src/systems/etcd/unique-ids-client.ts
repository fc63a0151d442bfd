// Identifiers from etcd: every write gets a revision of its own.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import type { UniqueIdsSpec } from "../../core/specs/unique-ids.ts";
import { folderOf, kvOf } from "./kv.ts";

export function uniqueIdsClient(node: Node): Handlers<UniqueIdsSpec> {
  const kv = kvOf(node, "linearizable");
  return { generate: (_request, signal) => kv.put(`${folderOf("unique-ids")}last`, 0, signal) };
}
