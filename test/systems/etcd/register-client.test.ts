// What etcd's answers say about an operation: only whole answers of etcd's own count.
import { afterEach, expect, it, vi } from "vitest";
import type { Node } from "../../../src/cluster/api.ts";
import { registerClient } from "../../../src/systems/etcd/register-client.ts";

const node = { address: () => ({ url: "http://127.0.0.1:2379" }) } as unknown as Node;
const client = registerClient(node, "linearizable");
const { signal } = new AbortController();
const header = { cluster_id: "1", revision: "7" };

const answer = (body: string, status = 200): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
};

const json = (body: object): void => {
  answer(JSON.stringify({ header, ...body }));
};

const range = (value: unknown) => ({
  kvs: [{ value: Buffer.from(JSON.stringify(value)).toString("base64") }],
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each(["", '{"header":{"clus', "null", "[]", '{"kvs":[]}'])(
  "a 200 that is no whole answer of etcd's tells nothing: %s",
  async (body) => {
    answer(body);
    expect((await client.read?.({ f: "read", value: null }, signal))?.type).toBe("fail");
    expect((await client.write?.({ f: "write", value: 1 }, signal))?.type).toBe("info");
    expect((await client.cas?.({ f: "cas", value: [1, 2] }, signal))?.type).toBe("info");
  },
);

it("a key that is not there reads as null", async () => {
  json({});
  expect(await client.read?.({ f: "read", value: null }, signal)).toEqual({
    type: "ok",
    value: null,
  });
});

it("a cas that found another value says which", async () => {
  json({ responses: [{ response_range: { header, ...range(3) } }] });
  expect(await client.cas?.({ f: "cas", value: [1, 2] }, signal)).toMatchObject({
    type: "fail",
    error: { code: "precondition", seen: 3 },
  });
});

it("a cas that does not say what it found is unknown", async () => {
  json({});
  expect((await client.cas?.({ f: "cas", value: [1, 2] }, signal))?.type).toBe("info");
});
