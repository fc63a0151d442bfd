// The counter workload's client of raft-demo: the sum is read, and replaced by a compare-and-set if it is still the same; else
// the add fails.
import type { Handlers } from "../../core/client.ts";
import { fail, ok, type Outcome, type Request as Operation } from "../../core/op.ts";
import type { CounterSpec } from "../../core/specs/counter.ts";
import type { RegisterSpec } from "../../core/specs/register.ts";
import { outcomeOf, requestOf } from "./register-client.ts";
import type { Rpc } from "./rpc.ts";

export function counterClient(rpc: Rpc): Handlers<CounterSpec> {
  const ask = async (operation: Operation<RegisterSpec>, signal: AbortSignal): Promise<Outcome> =>
    outcomeOf(operation, await rpc(requestOf(operation), signal));
  const read = (signal: AbortSignal): Promise<Outcome> =>
    // Whatever became of a read: nothing was observed, and nothing has changed.
    ask({ f: "read", value: null }, signal).catch(() => fail("unread", "the sum was not read"));
  return {
    async add({ value }, signal) {
      const found = await read(signal);
      if (found.type !== "ok") return fail("unread", found.error.message);
      const before = found.value as number | null;
      const after = (before ?? 0) + value;
      const added = await ask({ f: "cas", value: [before, after] }, signal);
      return added.type === "ok" ? ok(value) : added;
    },
    async read(_request, signal) {
      const found = await read(signal);
      return found.type === "ok" ? ok((found.value as number | null) ?? 0) : found;
    },
  };
}
