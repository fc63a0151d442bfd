// How nodes become members of an etcd cluster and cease to be: the member calls of the gateway, retried while etcd
// refuses. Starts and stops nothing.
import type { Membership, Node, NodePlan } from "../../cluster/api.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import { type NodeId, nodeId } from "../../core/ids.ts";
import { waitFor } from "../../core/real-clock.ts";
import { post } from "./gateway.ts";

const PEER_PORT = 2380;

/**
 * etcd takes no member in until all others were connected for 5 s, and lets none go that the quorum of the last 5 s needs
 * (etcdserver/server.go, `mayAddMember` and `mayRemoveMember`, HealthInterval): it is asked again until this is over.
 */
const REFUSAL_LIMIT_MS = 20_000;
const RETRY_EVERY_MS = 200;
/** Longer than etcd's own limit for a request, 5 s and two elections, so that its reason is heard. */
const ANSWER_MS = 8_000;

/** Where the other members reach a node. */
export const peerUrl = ({ host }: NodePlan): string => `http://${host}:${String(PEER_PORT)}`;

interface Member {
  readonly ID?: string;
  /** Empty until the member has started. */
  readonly name?: string;
  readonly peerURLs?: readonly string[];
  readonly isLearner?: boolean;
}

interface Reply {
  readonly header?: unknown;
  readonly members?: readonly Member[];
  readonly message?: string;
  readonly error?: string;
}

export const etcdMembership: Membership = {
  voters: async (via, signal) => {
    const started = (await membersOf(via, signal)).flatMap(({ name = "", isLearner = false }) =>
      name === "" || isLearner ? [] : [nodeId(name)],
    );
    return started.sort();
  },
  add: (via, node, signal) =>
    untilTaken(`to add ${node.id}`, signal, async () => {
      // Whatever stands there under its address is somebody who was: it is empty now.
      await removeEntry(via, node, signal);
      const { members = [] } = await call(via, "add", { peerURLs: [peerUrl(node)] }, signal);
      return members.map((member) => idOf(member, node));
    }),
  remove: (via, node, signal) =>
    untilTaken(`to remove ${node.id}`, signal, async () => {
      await removeEntry(via, node, signal);
      const left = (await membersOf(via, signal)).some((member) => isEntryOf(member, node));
      return left ? null : true;
    }).then(() => undefined),
};

async function removeEntry(via: Node, node: NodePlan, signal: AbortSignal): Promise<void> {
  const found = (await membersOf(via, signal)).find((member) => isEntryOf(member, node));
  if (found !== undefined) await call(via, "remove", { ID: found.ID ?? "" }, signal);
}

const isEntryOf = ({ name, peerURLs = [] }: Member, node: NodePlan): boolean =>
  name === node.id || peerURLs.includes(peerUrl(node));

function idOf(member: Member, added: NodePlan): NodeId {
  if (isEntryOf(member, added)) return added.id;
  if (member.name !== undefined && member.name !== "") return nodeId(member.name);
  throw new HarnessError("node", `the member at ${String(member.peerURLs)} has never started`, {
    hint: "Two members may not join at once; let one be there before the next is added.",
  });
}

const membersOf = async (via: Node, signal: AbortSignal): Promise<readonly Member[]> =>
  (await call(via, "list", {}, signal)).members ?? [];

/** Throws `node` with etcd's words where it refuses. */
async function call(via: Node, what: string, body: unknown, signal: AbortSignal): Promise<Reply> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const { url } = via.address("client");
  const reply = (await post(url, `/v3/cluster/member/${what}`, body, deadline)).body as Reply;
  if (reply.header !== undefined) return reply;
  const why = reply.message ?? reply.error ?? JSON.stringify(reply);
  throw new HarnessError("node", `${via.id} says: ${why}`);
}

/** Asks again while etcd refuses or does not answer; its last word is in the error. */
async function untilTaken<T>(
  what: string,
  signal: AbortSignal,
  attempt: () => Promise<T | null>,
): Promise<T> {
  let last = "no answer";
  try {
    return await waitFor(
      () =>
        attempt().catch((error: unknown) => {
          last = messageOf(error);
          return null;
        }),
      {
        what: `etcd ${what}`,
        deadlineMs: REFUSAL_LIMIT_MS,
        everyMs: RETRY_EVERY_MS,
        signal,
      },
    );
  } catch (cause) {
    throw new HarnessError("node", `etcd could not be brought ${what}: ${last}`, {
      hint: "etcd changes its members only while enough of them were connected for 5 s.",
      cause,
    });
  }
}
