// etcd's clients of sets, queues, counters, identifiers and banks: what they ask a node for, and what its answers say.
import { afterEach, beforeEach, expect, it, test } from "vitest";
import { type Client, clientOf } from "../../../src/core/client.ts";
import type { OpSpec } from "../../../src/core/op.ts";
import { etcd } from "../../../src/systems/etcd/etcd.ts";
import { FakeEtcd } from "./fake-etcd.ts";

let fake: FakeEtcd;
const { signal } = new AbortController();

beforeEach(async () => {
  fake = await FakeEtcd.start();
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
});

type Name = "bank" | "counter" | "queue" | "set" | "unique-ids";

async function open(name: Name): Promise<Client> {
  const factory = etcd().clients[name] as (node: unknown) => unknown;
  return clientOf((await factory(fake.node)) as Parameters<typeof clientOf<OpSpec>>[0]);
}

const TXN = "/v3/kv/txn";
const RANGE = "/v3/kv/range";
const text = (key: string): string => `/faultline/${key}`;

test("a set lists what was added to it, and nothing of another set", async () => {
  const set = await open("set");
  expect(await set.invoke({ f: "read", key: "s1", value: null }, signal)).toEqual({
    type: "ok",
    value: [],
  });
  for (const [key, value] of [
    ["s1", 3],
    ["s10", 4],
    ["s1", 12],
  ] as const)
    expect(await set.invoke({ f: "add", key, value }, signal)).toEqual({ type: "ok", value });
  const { value } = (await set.invoke({ f: "read", key: "s1", value: null }, signal)) as {
    value: number[];
  };
  expect(value.toSorted((a, b) => a - b)).toEqual([3, 12]);
});

test("a queue gives out the element that has been in it for longest, once, and null when it is empty", async () => {
  const queue = await open("queue");
  for (const value of [9, 10, 2]) await queue.invoke({ f: "enqueue", value }, signal);
  const taken = [];
  for (let n = 0; n < 4; n++) taken.push(await queue.invoke({ f: "dequeue", value: null }, signal));
  expect(taken).toEqual([9, 10, 2, null].map((value) => ({ type: "ok", value })));
});

test("an element that somebody else takes meanwhile is not taken twice, and the queue not called empty", async () => {
  const queue = await open("queue");
  await queue.invoke({ f: "enqueue", value: 1 }, signal);
  fake.before.set(TXN, () => fake.change([{ key: text("queue/only/1") }]));
  expect(await queue.invoke({ f: "dequeue", value: null }, signal)).toMatchObject({
    type: "fail",
    error: { code: "conflict" },
  });
});

test("a counter adds to what is there, and not to what has changed meanwhile", async () => {
  const counter = await open("counter");
  const read = () => counter.invoke({ f: "read", value: null }, signal);
  expect(await read()).toEqual({ type: "ok", value: 0 });
  for (const value of [2, 5])
    expect((await counter.invoke({ f: "add", value }, signal)).type).toBe("ok");
  fake.before.set(TXN, () => fake.change([{ key: text("counter/only/sum"), value: "100" }]));
  const late = await counter.invoke({ f: "add", value: 1 }, signal);
  expect(late).toMatchObject({ type: "fail", error: { code: "precondition" } });
  expect(await read()).toEqual({ type: "ok", value: 100 });
});

test("identifiers are the revisions of writes", async () => {
  const ids = await open("unique-ids");
  const given = [];
  for (let n = 0; n < 3; n++) given.push(await ids.invoke({ f: "generate", value: null }, signal));
  expect(given).toEqual([2, 3, 4].map((value) => ({ type: "ok", value })));
});

const BALANCES = { a0: 10, a1: 10, a2: 10 };

async function openBank(): Promise<Client> {
  const bank = await open("bank");
  await bank.invoke({ f: "open", value: BALANCES }, signal);
  return bank;
}

const balancesIn = (bank: Client) => bank.invoke({ f: "read", value: null }, signal);
const transfer = (bank: Client, amount: number) =>
  bank.invoke({ f: "transfer", value: { from: "a0", to: "a1", amount } }, signal);

test("accounts are opened once, and money moves between them as long as there is enough", async () => {
  const bank = await openBank();
  expect((await transfer(bank, 7)).type).toBe("ok");
  expect(await bank.invoke({ f: "open", value: BALANCES }, signal)).toEqual({
    type: "ok",
    value: BALANCES,
  });
  expect(await balancesIn(bank)).toEqual({ type: "ok", value: { a0: 3, a1: 17, a2: 10 } });
  expect(await transfer(bank, 4)).toMatchObject({ type: "fail", error: { code: "precondition" } });
  expect(await balancesIn(bank)).toEqual({ type: "ok", value: { a0: 3, a1: 17, a2: 10 } });
});

test("a transfer does not overwrite a balance that has changed meanwhile", async () => {
  const bank = await openBank();
  fake.before.set(TXN, () => fake.change([{ key: text("bank/only/a1"), value: "11" }]));
  expect(await transfer(bank, 1)).toMatchObject({ type: "fail", error: { code: "conflict" } });
  expect(await balancesIn(bank)).toEqual({ type: "ok", value: { a0: 10, a1: 11, a2: 10 } });
});

const WRITES: readonly (readonly [Name, string, unknown])[] = [
  ["set", "add", 1],
  ["queue", "enqueue", 1],
  ["queue", "dequeue", null],
  ["counter", "add", 1],
  ["unique-ids", "generate", null],
  ["bank", "transfer", { from: "a0", to: "a1", amount: 1 }],
];

it.each(WRITES)("%s %s: a write whose answer is lost may have happened", async (name, f, value) => {
  const client = name === "bank" ? await openBank() : await open(name);
  if (f === "dequeue") await client.invoke({ f: "enqueue", value: 1 }, signal);
  for (const path of [TXN, "/v3/kv/put"]) fake.mishaps.set(path, "hang-up");
  expect((await client.invoke({ f, value }, signal)).type).toBe("info");
  for (const path of [TXN, "/v3/kv/put"]) fake.mishaps.set(path, { status: 200, body: '{"hea' });
  expect((await client.invoke({ f, value }, signal)).type).toBe("info");
  const refusal = '{"error":"etcdserver: too many requests"}';
  for (const path of [TXN, "/v3/kv/put"]) fake.mishaps.set(path, { status: 503, body: refusal });
  expect((await client.invoke({ f, value }, signal)).type).toBe("fail");
});

it.each([
  ["set", "read", null],
  ["counter", "read", null],
  ["bank", "read", null],
  ["queue", "dequeue", null],
  ["counter", "add", 1],
  ["bank", "transfer", { from: "a0", to: "a1", amount: 1 }],
] as const)(
  "%s %s: where the read gets no answer, nothing happened and nothing was written",
  async (name, f, value) => {
    const client = await open(name);
    fake.mishaps.set(RANGE, "hang-up");
    expect((await client.invoke({ f, value }, signal)).type).toBe("fail");
    fake.mishaps.set(RANGE, { status: 200, body: "{}" });
    expect((await client.invoke({ f, value }, signal)).type).toBe("fail");
    expect(new Set(fake.calls)).toEqual(new Set([RANGE]));
  },
);
