// The leader workload's client of raft-demo: a node's status as its view, writes with who accepted them, and candidacies.
import type { Handlers } from "../../core/client.ts";
import { fail, info, ok, type Outcome } from "../../core/op.ts";
import type { LeaderSpec, LeaderView } from "../../core/specs/leader.ts";
import type { Reply } from "./protocol.ts";
import { outcomeOfError } from "./errors.ts";
import type { Rpc } from "./rpc.ts";

/** All writes go to one key: what matters is who accepts them. */
const KEY = "leader";

type StatusReply = Extract<Reply, { type: "status_ok" }>;

export function leaderClient(rpc: Rpc): Handlers<LeaderSpec> {
  return {
    observe: async (_operation, signal) => observed(await rpc({ type: "status" }, signal)),
    write: async ({ value }, signal) =>
      written(value, await rpc({ type: "write", key: KEY, value }, signal)),
    async campaign(_operation, signal) {
      const reply = await rpc({ type: "campaign" }, signal);
      if (reply.type === "campaign_ok") return ok({ node: reply.id, term: reply.term });
      return notOk(reply);
    },
  };
}

/** What a status says: all of it is on disk, since a node stores before it answers. */
export function observed(reply: Reply): Outcome<LeaderSpec, "observe"> {
  if (reply.type === "status_ok") return ok(viewOf(reply));
  const outcome = notOk(reply);
  return outcome.type === "info" ? fail(outcome.error.code, outcome.error.message) : outcome;
}

function viewOf(status: StatusReply): LeaderView {
  const { id, term, leader, role, votedFor, commit, applied, last, hashes } = status;
  return {
    ...{ node: id, term, leader, role, votedFor, hashes },
    ...{ commitIndex: commit, appliedIndex: applied, lastIndex: last },
  };
}

/** What the answer to a write says. */
export function written(value: string | number, reply: Reply): Outcome<LeaderSpec, "write"> {
  if (reply.type !== "write_ok") return notOk(reply);
  const { leader, term, index } = reply;
  if (leader === undefined || term === undefined || index === undefined)
    return info("protocol", "the write was accepted by nobody knows whom");
  return ok({ value, node: leader, term, index });
}

const notOk = (reply: Reply): Exclude<Outcome, { type: "ok" }> =>
  reply.type === "error" ? outcomeOfError(reply) : info("protocol", `unexpected ${reply.type}`);
