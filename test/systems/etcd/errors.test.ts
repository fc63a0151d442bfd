// What etcd's errors say about a write: certain only where etcd refuses it before it proposes it.
import { describe, expect, it } from "vitest";
import { outcomeOfReply, outcomeOfThrow, readFailed } from "../../../src/systems/etcd/errors.ts";

const body = (message: string) => ({ error: message, message, code: 14 });

describe("an error of the gateway", () => {
  it.each([
    ["etcdserver: too many requests", "overloaded"],
    ["etcdserver: no leader", "no-leader"],
    ["raft proposal dropped", "no-leader"],
    ["etcdserver: request is too large", "rejected"],
    ["etcdserver: key is not provided", "rejected"],
    ["etcdserver: too many operations in txn request", "rejected"],
    ["etcdserver: duplicate key given in txn request", "rejected"],
  ])("is a fail when etcd refused before it proposed: %s", (message, code) => {
    expect(outcomeOfReply(503, body(message))).toEqual({ type: "fail", error: { code, message } });
  });

  it.each([
    ["etcdserver: request timed out", "timeout"],
    ["etcdserver: request timed out, possibly due to previous leader failure", "timeout"],
    ["etcdserver: request timed out, possibly due to connection lost", "timeout"],
    ["etcdserver: request timed out, waiting for the applied index took too long", "timeout"],
    ["context deadline exceeded", "timeout"],
    ["etcdserver: leader changed", "leader-changed"],
    ["etcdserver: not leader", "leader-changed"],
    ["etcdserver: server stopped", "unavailable"],
    ["etcdserver: mvcc: database space exceeded", "unavailable"],
    ["etcdserver: corrupt cluster", "unavailable"],
    ["transport is closing", "unavailable"],
    ["something new: etcdserver: too many requests", "unavailable"],
  ])("is unknown when the proposal may be on its way: %s", (message, code) => {
    expect(outcomeOfReply(503, body(message))).toMatchObject({ type: "info", error: { code } });
  });

  it("is unknown when it is no JSON of etcd's", () => {
    expect(outcomeOfReply(502, "Bad Gateway\n")).toMatchObject({
      type: "info",
      error: { message: "HTTP 502: Bad Gateway" },
    });
    expect(outcomeOfReply(500, null).type).toBe("info");
    expect(outcomeOfReply(500, { error: 7 }).type).toBe("info");
  });
});

describe("a broken request", () => {
  const fetchFailed = (fields: object): TypeError =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("socket"), fields) });

  it("is a fail where no connection came about", () => {
    const refused = fetchFailed({ code: "ECONNREFUSED", syscall: "connect" });
    expect(outcomeOfThrow(refused, false)).toMatchObject({
      type: "fail",
      error: { code: "connection" },
    });
    const late = fetchFailed({ code: "UND_ERR_CONNECT_TIMEOUT" });
    expect(outcomeOfThrow(late, true).type).toBe("fail");
  });

  it.each([
    ["reset", fetchFailed({ code: "ECONNRESET", syscall: "read" })],
    ["broken pipe", fetchFailed({ code: "EPIPE", syscall: "write" })],
    ["other side closed", fetchFailed({ code: "UND_ERR_SOCKET" })],
    ["without a cause", new TypeError("terminated")],
    ["no error at all", "oops"],
  ])("is unknown once something may have been sent: %s", (_name, thrown) => {
    expect(outcomeOfThrow(thrown, false)).toMatchObject({
      type: "info",
      error: { code: "connection" },
    });
  });

  it("is unknown when it was aborted", () => {
    expect(outcomeOfThrow(new DOMException("aborted", "AbortError"), true)).toMatchObject({
      type: "info",
      error: { code: "timeout" },
    });
  });
});

it("certainly observed nothing when it was a read", () => {
  const unknown = outcomeOfReply(503, body("etcdserver: request timed out"));
  expect(readFailed(unknown)).toMatchObject({ type: "fail", error: { code: "timeout" } });
});
