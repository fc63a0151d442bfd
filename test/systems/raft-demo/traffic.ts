// What clients ask of a virtual raft-demo: operations on registers, or transactions over lists or registers. Each is sent as the system's own
// client would send it, and its reply read as that client would.
import type { Random } from "../../../src/core/random.ts";
import type { AnyRequest, Outcome, Request as Operation } from "../../../src/core/op.ts";
import type { RegisterSpec } from "../../../src/core/specs/register.ts";
import type { MicroOp, Reply, Request } from "../../../src/systems/raft-demo/protocol.ts";
import { outcomeOf, requestOf } from "../../../src/systems/raft-demo/register-client.ts";
import { outcomeOfTransaction } from "../../../src/systems/raft-demo/transaction-client.ts";

/** One run's traffic; it remembers what it asked for. */
export interface Traffic {
  next(random: Random, nowMs: number): AnyRequest;
  /** Reads of all that was touched. */
  reads(): readonly AnyRequest[];
  send(request: AnyRequest): Request;
  outcome(request: AnyRequest, reply: Reply): Outcome;
  /** Told of every operation that succeeded. */
  learn(request: AnyRequest, value: unknown): void;
}

/** Keys take turns, so that no key gathers too many lost operations for a quick check. */
const KEY_TURN_MS = 1_000;
const KEYS_AT_ONCE = 2;

const keyAt = (random: Random, nowMs: number): string =>
  `k${String(Math.floor(nowMs / KEY_TURN_MS))}-${String(random.int(0, KEYS_AT_ONCE - 1))}`;

export function registers(): Traffic {
  const keys = new Set<string>();
  /** Key → what an operation last found or left there: a cas that always fails would test little. */
  const latest = new Map<string, unknown>();
  let values = 0;
  return {
    next(random, nowMs) {
      const key = keyAt(random, nowMs);
      keys.add(key);
      const f = random.pick(["read", "read", "write", "cas"]);
      if (f === "read") return { f, key, value: null };
      const value = ++values;
      return { f, key, value: f === "write" ? value : [latest.get(key) ?? null, value] };
    },
    reads: () => [...keys].reverse().map((key) => ({ f: "read", key, value: null })),
    send: (request) => requestOf(request as Operation<RegisterSpec>),
    outcome: (request, reply) => outcomeOf(request as Operation<RegisterSpec>, reply),
    learn(request, value) {
      const after = request.f === "cas" ? (value as readonly unknown[])[1] : value;
      latest.set(String(request.key), after);
    },
  };
}

const MAX_MICRO_OPS = 4;

export const transactions = (): Traffic => transactionsOf("append");

export const registerTransactions = (): Traffic => transactionsOf("w");

function transactionsOf(write: "append" | "w"): Traffic {
  const keys = new Set<string>();
  let values = 0;
  return {
    next(random, nowMs) {
      const length = random.int(1, MAX_MICRO_OPS);
      const value = Array.from({ length }, (): MicroOp => {
        const key = keyAt(random, nowMs);
        keys.add(key);
        return random.chance(0.5) ? ["r", key, null] : [write, key, ++values];
      });
      return { f: "txn", value };
    },
    reads: () => [...keys].map((key) => ({ f: "txn", value: [["r", key, null]] })),
    send: ({ value }) => ({ type: "txn", txn: value as readonly MicroOp[] }),
    outcome: (_request, reply) => outcomeOfTransaction<MicroOp>(reply),
    learn: () => undefined,
  };
}
