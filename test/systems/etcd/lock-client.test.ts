// etcd's client of locks: who gets a lock, and whose writes are turned away.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Client, clientOf } from "../../../src/core/client.ts";
import type { AnyRequest } from "../../../src/core/op.ts";
import { lockClient, type Locks } from "../../../src/systems/etcd/lock-client.ts";
import { FakeEtcd } from "./fake-etcd.ts";

let fake: FakeEtcd;
const { signal } = new AbortController();

beforeEach(async () => {
  fake = await FakeEtcd.start();
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
});

const open = (locks: Locks): Client => clientOf(lockClient(fake.node, locks));
const ask = (client: Client, f: string, value: AnyRequest["value"] = null) =>
  client.invoke({ f, key: "l0", value }, signal);
/** The lease of the lock runs out. */
const expire = (): unknown => fake.change([{ key: "/faultline/lock/l0/holder" }]);
const refused = { type: "fail", error: { code: "precondition" } };

test("one at a time gets the lock, with a greater token each time", async () => {
  const [a, b] = [open("fenced"), open("fenced")];
  const first = await ask(a, "acquire");
  expect(first).toMatchObject({ type: "ok" });
  expect(await ask(b, "acquire")).toMatchObject(refused);
  expect(await ask(a, "release")).toEqual({ type: "ok", value: null });
  const second = await ask(b, "acquire");
  const token = (outcome: object): number => (outcome as { readonly value: number }).value;
  expect(token(second)).toBeGreaterThan(token(first));
});

test("who asks at the same moment gets it not", async () => {
  const [a, b] = [open("fenced"), open("fenced")];
  let others: Promise<unknown> | null = null;
  fake.before.set("/v3/lease/grant", () => {
    fake.before.clear();
    others = ask(b, "acquire");
  });
  const outcomes = [await ask(a, "acquire"), await (others as unknown as Promise<object>)];
  expect(outcomes.map((one) => (one as { readonly type: string }).type).sort()).toEqual([
    "fail",
    "ok",
  ]);
});

test("fenced, whoever lost the lock writes nothing", async () => {
  const [a, b] = [open("fenced"), open("fenced")];
  await ask(a, "acquire");
  expire();
  await ask(b, "acquire");
  expect(await ask(b, "write", 1)).toEqual({ type: "ok", value: 1 });
  expect(await ask(a, "write", 2)).toMatchObject(refused);
  expect(await ask(a, "read")).toEqual({ type: "ok", value: 1 });
  expect(await ask(a, "release")).toMatchObject(refused);
  expect(await ask(b, "release")).toEqual({ type: "ok", value: null });
});

test("unfenced, it overwrites, and there is no token", async () => {
  const [a, b] = [open("unfenced"), open("unfenced")];
  expect(await ask(a, "acquire")).toEqual({ type: "ok", value: null });
  expire();
  await ask(b, "acquire");
  await ask(b, "write", 1);
  expect(await ask(a, "write", 2)).toEqual({ type: "ok", value: 2 });
  expect(await ask(b, "read")).toEqual({ type: "ok", value: 2 });
});

test("who holds nothing neither writes nor releases", async () => {
  const a = open("unfenced");
  expect(await ask(a, "write", 1)).toMatchObject(refused);
  expect(await ask(a, "release")).toMatchObject(refused);
  expect(await ask(a, "read")).toEqual({ type: "ok", value: null });
});

test("an acquire is unknown only where the lock may have been taken", async () => {
  const a = open("fenced");
  fake.mishaps.set("/v3/lease/grant", "hang-up");
  expect(await ask(a, "acquire")).toMatchObject({ type: "fail" });
  fake.mishaps.clear();
  fake.mishaps.set("/v3/kv/txn", "hang-up");
  expect(await ask(a, "acquire")).toMatchObject({ type: "info" });
});
