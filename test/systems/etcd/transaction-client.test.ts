// Transactions on etcd: one snapshot, one guarded write, and what each way of going wrong says about the transaction.
import { afterEach, expect, it, vi } from "vitest";
import type { Node } from "../../../src/cluster/api.ts";
import type { Outcome } from "../../../src/core/op.ts";
import type { ListMicroOp, RegisterMicroOp } from "../../../src/core/specs/transactions.ts";
import { transactionClient } from "../../../src/systems/etcd/transaction-client.ts";

const node = { address: () => ({ url: "http://127.0.0.1:2379" }) } as unknown as Node;
const { signal } = new AbortController();
const header = { cluster_id: "1", revision: "7" };

interface Sent {
  readonly compare?: readonly { readonly key: string; readonly mod_revision: string }[];
  readonly success: readonly {
    readonly request_range?: { readonly key: string; readonly serializable: boolean };
    readonly request_put?: { readonly key: string; readonly value: string };
  }[];
}

const text = (base64: string): string => Buffer.from(base64, "base64").toString();
const short = (base64: string): string => text(base64).split("/").at(-1) ?? "";

/** etcd's answers, one after the other: bodies, or what breaks. Returns what it was sent. */
function etcdSays(...answers: readonly (object | Error | string)[]): readonly Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (_url: string, { body }: { readonly body: string }) => {
    sent.push(JSON.parse(body) as Sent);
    const answer = answers[sent.length - 1] ?? new Error("no more answers");
    if (answer instanceof Error) return Promise.reject(answer);
    const whole = typeof answer === "string" ? answer : JSON.stringify({ header, ...answer });
    return Promise.resolve(new Response(whole, { status: typeof answer === "string" ? 503 : 200 }));
  });
  return sent;
}

const range = (value?: unknown, mod_revision = "5") => ({
  response_range: {
    header,
    ...(value === undefined
      ? {}
      : { kvs: [{ value: Buffer.from(JSON.stringify(value)).toString("base64"), mod_revision }] }),
  },
});

const found = (...ranges: readonly object[]) => ({ succeeded: true, responses: ranges });

const run = (...txn: readonly ListMicroOp[]): Promise<Outcome | undefined> =>
  Promise.resolve(
    transactionClient<ListMicroOp>(node, "linearizable").txn?.({ f: "txn", value: txn }, signal),
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

it("writes what follows from one snapshot, if no key of it has changed", async () => {
  const sent = etcdSays(found(range([1], "5"), range()), { succeeded: true });
  const outcome = await run(
    ["r", "x", null],
    ["append", "x", 2],
    ["append", "y", 1],
    ["r", "x", null],
  );
  expect(outcome).toEqual({
    type: "ok",
    value: [
      ["r", "x", [1]],
      ["append", "x", 2],
      ["append", "y", 1],
      ["r", "x", [1, 2]],
    ],
  });
  expect(sent).toHaveLength(2);
  const guards = sent[1]?.compare?.map(({ key, mod_revision }) => [short(key), mod_revision]);
  expect(guards).toEqual([
    ["x", "5"],
    ["y", "0"],
  ]);
  const puts = sent[1]?.success.map(({ request_put }) => [
    short(request_put?.key ?? ""),
    text(request_put?.value ?? ""),
  ]);
  expect(puts).toEqual([
    ["x", "[1,2]"],
    ["y", "[1]"],
  ]);
});

it("reads alone are one call, through the quorum unless asked otherwise", async () => {
  const sent = etcdSays(found(range([1]), range()));
  expect(await run(["r", "x", null], ["r", "y", null])).toEqual({
    type: "ok",
    value: [
      ["r", "x", [1]],
      ["r", "y", null],
    ],
  });
  expect(sent).toHaveLength(1);
  expect(sent[0]?.success.map(({ request_range }) => request_range?.serializable)).toEqual([
    false,
    false,
  ]);
});

it("a key that is only overwritten is not guarded", async () => {
  const sent = etcdSays(found(range(4)), { succeeded: true });
  const value: readonly RegisterMicroOp[] = [
    ["r", "x", null],
    ["w", "y", 1],
    ["r", "x", null],
  ];
  await transactionClient<RegisterMicroOp>(node, "linearizable").txn?.({ f: "txn", value }, signal);
  expect(sent[1]?.compare?.map(({ key }) => short(key))).toEqual(["x"]);
});

it("a guard that does not hold is a failure, and nothing is tried again", async () => {
  const sent = etcdSays(found(range([1])), {});
  expect(await run(["append", "x", 2])).toMatchObject({
    type: "fail",
    error: { code: "conflict" },
  });
  expect(sent).toHaveLength(2);
});

it("what goes wrong before the write is a failure, whatever it is", async () => {
  for (const trouble of [new Error("reset"), "no", found()]) {
    etcdSays(trouble);
    expect(await run(["append", "x", 2])).toMatchObject({ type: "fail" });
  }
});

it("what goes wrong with the write leaves it open", async () => {
  for (const trouble of [new Error("reset"), '{"error":"etcdserver: request timed out"}']) {
    etcdSays(found(range([1])), trouble);
    expect(await run(["append", "x", 2])).toMatchObject({ type: "info" });
  }
});
