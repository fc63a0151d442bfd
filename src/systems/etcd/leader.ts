// Whom an etcd node takes for its leader, and whether it serves: by its status endpoints.
import type { Node } from "../../cluster/api.ts";
import { type NodeId, nodeId } from "../../core/ids.ts";
import { post } from "./gateway.ts";

interface StatusReply {
  /** A member's id in decimal; absent or "0" without a leader. */
  readonly leader?: string;
}

interface MemberListReply {
  readonly members?: readonly { readonly ID?: string; readonly name?: string }[];
}

/** The leader's node by the word of `node`; null when it knows none. Rejects when the node does not answer. */
export async function etcdLeader(node: Node, signal: AbortSignal): Promise<NodeId | null> {
  const { url } = node.address("client");
  const [status, members] = await Promise.all([
    post(url, "/v3/maintenance/status", {}, signal),
    post(url, "/v3/cluster/member/list", {}, signal),
  ]);
  const leader = (status.body as StatusReply).leader;
  if (leader === undefined || leader === "0") return null;
  const list = (members.body as MemberListReply).members ?? [];
  const name = list.find((member) => member.ID === leader)?.name;
  return name === undefined ? null : nodeId(name);
}

/** Whether the node has a leader and can answer. */
export async function etcdReady(node: Node, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${node.address("client").url}/health`, {
    headers: { connection: "close" },
    signal,
  });
  const { health } = (await response.json()) as { readonly health?: string };
  return health === "true";
}
