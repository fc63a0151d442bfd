// etcd's watches as answers: what was sent together stays together, what was sent apart can be told, and an end is an end.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Client, clientOf } from "../../../src/core/client.ts";
import { watchClient } from "../../../src/systems/etcd/watch-client.ts";
import { FakeEtcd } from "./fake-etcd.ts";

let fake: FakeEtcd;
let client: Client;
const { signal } = new AbortController();

beforeEach(async () => {
  fake = await FakeEtcd.start();
  client = clientOf(watchClient(fake.node));
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await fake[Symbol.asyncDispose]();
});

const watch = (value: { readonly from: number } | null = null) =>
  client.invoke({ f: "watch", value }, signal);
const put = (key: string, value: number) => client.invoke({ f: "put", key, value }, signal);
const answer = (events: unknown, bookmark: number | null = null) => ({
  type: "ok",
  value: { events, bookmark },
});

/** An event as etcd sends it. */
const sent = (revision: number, key: string) => ({
  kv: {
    key: btoa(`/faultline/watch/only/${key}`),
    mod_revision: String(revision),
    value: btoa("1"),
  },
});

test("writes tell their revisions, and a watch shows them from the revision asked for, once", async () => {
  expect(await put("k1", 7)).toEqual({ type: "ok", value: { revision: 2 } });
  const both = { keys: ["k1", "k2"], value: 8 };
  expect(await client.invoke({ f: "put-all", value: both }, signal)).toEqual({
    type: "ok",
    value: { revision: 3 },
  });
  expect(await client.invoke({ f: "delete", key: "k1", value: null }, signal)).toEqual({
    type: "ok",
    value: { revision: 4 },
  });
  expect(await client.invoke({ f: "delete", key: "k1", value: null }, signal)).toEqual({
    type: "ok",
    value: null,
  });
  expect(await watch({ from: 3 })).toEqual(
    answer([
      [3, "k1", 8],
      [3, "k2", 8],
      [4, "k1", null],
    ]),
  );
  expect(await watch()).toEqual(answer([]));
  await put("k3", 9);
  expect(await watch()).toEqual(answer([[5, "k3", 9]]));
});

test("a revision that came in two parts is seen in two answers", async () => {
  await watch({ from: 1 });
  for (const [revision, key] of [
    [5, "k1"],
    [6, "k1"],
    [6, "k2"],
    [7, "k1"],
  ] as const)
    fake.send({
      result: { header: { revision: String(revision) }, events: [sent(revision, key)] },
    });
  const seen = [await watch(), await watch(), await watch()].map(
    (got) => (got as { value: { events: unknown[][] } }).value.events,
  );
  expect(seen.flat().map(([revision]) => revision)).toEqual([5, 6, 6, 7]);
  expect(seen.some((events) => events.filter(([revision]) => revision === 6).length > 1)).toBe(
    false,
  );
});

test("a message without events is a bookmark, and ends its answer", async () => {
  await watch({ from: 1 });
  fake.send({ result: { header: { revision: "5" }, events: [sent(5, "k1")] } });
  fake.send({ result: { header: { revision: "6" } } });
  fake.send({ result: { header: { revision: "7" }, events: [sent(7, "k1")] } });
  let events: unknown[] = [];
  for (let bookmark: unknown = null; bookmark === null;) {
    const { value } = (await watch()) as { value: { events: unknown[]; bookmark: unknown } };
    events = [...events, ...value.events];
    bookmark = value.bookmark;
  }
  expect(events).toEqual([[5, "k1", 1]]);
  expect(await watch()).toEqual(answer([[7, "k1", 1]]));
});

test.each([
  ["etcd ends it", () => fake.endWatches()],
  ["etcd cancels it", () => fake.send({ result: { canceled: true, cancel_reason: "compacted" } })],
  ["etcd sends an error", () => fake.send({ error: { message: "leader lost" } })],
])("a watch is over when %s, after all that came before; a new one resumes", async (_name, end) => {
  await watch({ from: 1 });
  await put("k1", 1);
  end();
  expect(await watch()).toEqual(answer([[2, "k1", 1]]));
  expect((await watch()).type).toBe("fail");
  expect(await watch()).toMatchObject({ type: "fail", error: { code: "no-watch" } });
  await put("k1", 2);
  expect(await watch({ from: 3 })).toEqual(answer([[3, "k1", 2]]));
});

test.each([
  ["hang-up" as const],
  [{ status: 503, body: '{"error":"etcdserver: no leader"}' }],
  [{ status: 200, body: "" }],
  [{ status: 200, body: '{"result":{"canceled":true}}\n' }],
])("a watch that does not begin fails: %j", async (mishap) => {
  fake.mishaps.set("/v3/watch", mishap);
  expect((await watch({ from: 1 })).type).toBe("fail");
  fake.mishaps.clear();
  expect((await watch({ from: 1 })).type).toBe("ok");
});

test("a watch that does not begin before the deadline fails", async () => {
  const deadline = AbortSignal.timeout(50);
  fake.mishaps.set("/v3/watch", "silence");
  expect((await client.invoke({ f: "watch", value: { from: 1 } }, deadline)).type).toBe("fail");
});
