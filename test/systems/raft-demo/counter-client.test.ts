// A counter on raft-demo: adds that nobody came between, and what the others say.
import { expect, test } from "vitest";
import { clientOf } from "../../../src/core/client.ts";
import { counterClient } from "../../../src/systems/raft-demo/counter-client.ts";
import type { Command, Reply } from "../../../src/systems/raft-demo/protocol.ts";
import type { Rpc } from "../../../src/systems/raft-demo/rpc.ts";
import { apply, type Store, valueOf } from "../../../src/systems/raft-demo/store.ts";

const { signal } = new AbortController();

/** One node. Before a cas something else may happen; `lost`: requests of that type get no answer. */
function clientOn(
  store: Store,
  { before, lost }: { readonly before?: () => unknown; readonly lost?: string } = {},
) {
  const rpc: Rpc = (request): Promise<Reply> => {
    if (request.type === lost) return Promise.reject(new Error("the connection broke"));
    if (request.type === "cas") before?.();
    if (request.type === "read")
      return Promise.resolve({ type: "read_ok", value: valueOf(store, request.key) });
    const { type: op, ...rest } = request;
    return Promise.resolve(apply(store, { op, ...rest } as Command));
  };
  const client = clientOf(counterClient(rpc));
  return {
    add: (value: number) => client.invoke({ f: "add", value }, signal),
    read: () => client.invoke({ f: "read", value: null }, signal),
  };
}

test("adds to what is there", async () => {
  const { add, read } = clientOn(new Map());
  expect(await read()).toEqual({ type: "ok", value: 0 });
  expect(await add(3)).toEqual({ type: "ok", value: 3 });
  expect(await add(-1)).toEqual({ type: "ok", value: -1 });
  expect(await read()).toEqual({ type: "ok", value: 2 });
});

test("an add that somebody came between certainly did not happen", async () => {
  const store: Store = new Map();
  const { add, read } = clientOn(store, { before: () => store.set(0, 10) });
  expect(await add(1)).toMatchObject({ type: "fail", error: { code: "precondition" } });
  expect(await read()).toEqual({ type: "ok", value: 10 });
});

test("an add whose compare-and-set gets no answer may have happened; one whose read gets none has not", async () => {
  expect((await clientOn(new Map(), { lost: "cas" }).add(1)).type).toBe("info");
  expect((await clientOn(new Map(), { lost: "read" }).add(1)).type).toBe("fail");
  expect((await clientOn(new Map(), { lost: "read" }).read()).type).toBe("fail");
});
