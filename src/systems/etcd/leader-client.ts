// The leader workload's client of etcd: a node's own Raft status, and writes with the term in which they were accepted.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { fail, ok } from "../../core/op.ts";
import type { LeaderSpec, LeaderView } from "../../core/specs/leader.ts";
import { callOf } from "./call.ts";
import { outcomeOfThrow, readFailed } from "./errors.ts";
import { encode } from "./gateway.ts";

/** All writes go to one key: what matters is in which term they are accepted. */
const KEY = encode("/faultline/leader");
const NOBODY = "0";

/**
 * raft.Status as etcd publishes it at /debug/vars (etcdserver/raft.go). It is made by the node's Raft loop, so all of it is true at one
 * moment; `/v3/maintenance/status` is not: its term is that of the last entry applied, its leader that of now. Ids are hexadecimal.
 */
interface RaftStatus {
  readonly term: number;
  readonly vote: string;
  readonly commit: number;
  readonly lead: string;
  /** "StateLeader", "StateFollower", "StateCandidate", "StatePreCandidate" */
  readonly raftState: string;
  readonly applied: number;
}

interface MemberList {
  readonly members?: readonly { readonly ID?: string; readonly name?: string }[];
}

/** Offers no candidacies: etcd's nodes do not run for leader when asked. */
export function leaderClient(node: Node): Handlers<LeaderSpec> {
  const call = callOf(node);
  const { url } = node.address("client");
  let names: ReadonlyMap<string, string> = new Map();
  return {
    async observe(_operation, signal) {
      let status: RaftStatus | undefined;
      try {
        status = await raftStatusOf(url, signal);
      } catch (error) {
        return readFailed(outcomeOfThrow(error, signal.aborted));
      }
      if (status === undefined) return fail("malformed", "/debug/vars has no raft.status");
      const ids = [status.lead, status.vote].filter((id) => id !== NOBODY);
      if (!ids.every((id) => names.has(id))) {
        const list = await call<MemberList>("/v3/cluster/member/list", {}, signal);
        if (list.type !== "ok") return readFailed(list);
        names = namesOf(list.value);
      }
      if (!ids.every((id) => names.has(id)))
        return fail("unknown-member", `no member is called one of ${ids.join(", ")}`);
      return ok(viewOf(node.id, status, names));
    },
    async write({ value }, signal) {
      const body = { key: KEY, value: encode(String(value)) };
      const reply = await call<{ readonly header: { readonly raft_term?: string } }>(
        "/v3/kv/put",
        body,
        signal,
      );
      if (reply.type !== "ok") return reply;
      // The term of the last entry that the node has applied, which is this one or one after it: never an earlier term.
      return ok({ value, term: Number(reply.value.header.raft_term) });
    },
  };
}

async function raftStatusOf(url: string, signal: AbortSignal): Promise<RaftStatus | undefined> {
  const headers = { connection: "close" };
  const response = await fetch(`${url}/debug/vars`, { headers, signal });
  const vars = (await response.json()) as { readonly "raft.status"?: RaftStatus };
  return vars["raft.status"];
}

/** Hexadecimal id → name. */
const namesOf = ({ members = [] }: MemberList): ReadonlyMap<string, string> =>
  new Map(
    members.flatMap(({ ID, name }) =>
      ID === undefined || name === undefined ? [] : [[BigInt(ID).toString(16), name] as const],
    ),
  );

/** The status is that of memory: what it says of term and vote may not be on disk yet. */
const viewOf = (
  node: string,
  { term, vote, commit, lead, raftState, applied }: RaftStatus,
  names: ReadonlyMap<string, string>,
): LeaderView => ({
  node,
  term,
  leader: names.get(lead) ?? null,
  role: raftState.replace("State", "").toLowerCase(),
  votedFor: names.get(vote) ?? null,
  commitIndex: commit,
  appliedIndex: applied,
  volatile: true,
});
