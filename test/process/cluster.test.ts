// A cluster of processes: what it does to its nodes, what proves it, and that nothing of it stays.
import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { identityOf, stateOf } from "../../src/cluster/process/host-process.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { ask, type EchoCluster, type EchoOptions, startEcho } from "./echo-cluster.ts";

const started: EchoCluster[] = [];
const start = async (options?: EchoOptions): Promise<EchoCluster> => {
  const echo = await startEcho(options);
  started.push(echo);
  return echo;
};
afterEach(async () => {
  for (const { cluster } of started.splice(0)) await cluster[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
const seen = (detail: RegExp) => ({ seen: true, detail: expect.stringMatching(detail) as string });
const failureOf = ({ cluster }: EchoCluster): Promise<unknown> =>
  cluster.failure.catch((error: unknown) => error);

test("nodes are told who they are and who else there is", async () => {
  const { nodes, run } = await start();
  const { init, run: told } = await ask(nodes[1], { type: "info" });
  expect(init).toEqual({ node_id: "n2", node_ids: ["n1", "n2", "n3"] });
  expect(told).toBe(run);
});

test("a client's request is answered, and late answers are dropped", async () => {
  const { nodes } = await start();
  const connection = nodes[0].connect("c7");
  await expect(connection.request({ type: "swallow" }, AbortSignal.timeout(50))).rejects.toThrow();
  expect(await connection.request({ type: "echo", echo: [1, "ü"] }, never)).toMatchObject({
    type: "echo_ok",
    echo: [1, "ü"],
  });
});

test("a killed node is gone, and comes back with its data", async () => {
  const { nodes } = await start();
  const [node] = nodes;
  await ask(node, { type: "remember", value: "a" });
  expect(await node.kill()).toEqual(seen(/^pid \d+ gone, signal SIGKILL$/));
  expect(node.state).toBe("stopped");
  expect(await node.start(never)).toEqual(seen(/^pid \d+ answered init/));
  expect(node.state).toBe("running");
  expect(await ask(node, { type: "recall" })).toMatchObject({ values: ["a"] });
});

test("requests to a node that is down are refused; those in its hands when it dies stay open", async () => {
  const { nodes } = await start();
  const [node] = nodes;
  const open = ask(node, { type: "swallow" });
  await node.kill();
  expect(await open).toMatchObject({ type: "error", code: 13 });
  expect(await ask(node, { type: "echo" })).toMatchObject({ type: "error", code: 11 });
});

test("a terminated node's exit code and time are recorded", async () => {
  const { nodes } = await start();
  expect(await nodes[0].terminate(5_000)).toEqual(seen(/ended with exit code 7 .* after SIGTERM/));
});

test("a node that ignores SIGTERM is killed after its grace", async () => {
  const { nodes } = await start({ flags: ["--deathless"] });
  expect(await nodes[0].terminate(100)).toEqual(seen(/ignored SIGTERM for 100 ms.*SIGKILL/));
  expect(nodes[0].state).toBe("stopped");
});

test("a paused node stands still in state T, and answers what came meanwhile once resumed", async () => {
  const { nodes } = await start();
  const [node] = nodes;
  const { pid } = await ask(node, { type: "info" });
  expect(await node.pause()).toEqual(seen(/^pid \d+ in state T$/));
  expect(node.state).toBe("paused");
  expect(stateOf(pid as number)).toBe("T");
  const answer = ask(node, { type: "echo", echo: 1 });
  expect(await node.resume()).toEqual(seen(/^pid \d+ in state [^T]$/));
  expect(await answer).toMatchObject({ type: "echo_ok" });
});

test("a paused node can be killed and started", async () => {
  const { nodes } = await start();
  await nodes[0].pause();
  expect(await nodes[0].kill()).toEqual(seen(/SIGKILL/));
  expect(await nodes[0].resume()).toMatchObject({ seen: false });
  await nodes[0].start(never);
  expect(await ask(nodes[0], { type: "echo", echo: 2 })).toMatchObject({ echo: 2 });
});

test("what is true already is no evidence", async () => {
  const { nodes } = await start();
  expect(await nodes[0].start(never)).toMatchObject({ seen: false });
  expect(await nodes[0].resume()).toMatchObject({ seen: false });
  await nodes[0].kill();
  expect(await nodes[0].kill()).toMatchObject({ seen: false });
  expect(await nodes[0].pause()).toMatchObject({ seen: false });
});

test("messages to a paused node that never reads are dropped at a limit, not kept", async () => {
  const { nodes } = await start();
  await nodes[0].pause();
  const big = "x".repeat(1024 * 1024);
  const replies = Array.from({ length: 8 }, () => ask(nodes[0], { type: "echo", echo: big }));
  expect(await Promise.any(replies)).toMatchObject({ type: "error", code: 11 });
  await nodes[0].kill();
  await Promise.all(replies);
});

test("stderr lines are the node's log, protocol lines are not", async () => {
  const { nodes, logs } = await start();
  await ask(nodes[2], { type: "log", line: "watch out" });
  await waitFor(() => Promise.resolve(logs.length > 0 || null), {
    what: "a log line",
    deadlineMs: 5_000,
  });
  expect(logs).toEqual(["n3: watch out"]);
});

test("a node that dies by itself is reported with its exit code and last output", async () => {
  const echo = await start();
  const open = ask(echo.nodes[1], { type: "exit", code: 3 });
  expect(await failureOf(echo)).toMatchObject({
    code: "node",
    message: expect.stringMatching(
      /node n2 died by itself \(exit code 3\)[^]*about to exit/,
    ) as string,
  });
  expect(await open).toMatchObject({ code: 13 });
});

test.each([
  ["hello?", /node n1 printed a line that is no JSON: hello\?/],
  ['{"src":"n1"}', /without "dest"/],
  ['{"src":"n2","dest":"c0","body":{"type":"x"}}', /claims to be from "n2"/],
  ['{"src":"n1","dest":"lin-kv","body":{"type":"x"}}', /sent x to "lin-kv", which is nobody/],
])("a node that prints %j is reported", async (line, message) => {
  const echo = await start();
  await ask(echo.nodes[0], { type: "say", line });
  const error = await failureOf(echo);
  expect(error).toMatchObject({ code: "node", message: expect.stringMatching(message) as string });
});

test("a cluster that is killed and stopped by us has not failed", async () => {
  const echo = await start();
  await echo.nodes[0].kill();
  await echo.nodes[1].terminate(1_000);
  const outcome = await Promise.race([
    failureOf(echo),
    ask(echo.nodes[2], { type: "echo", echo: 1 }),
  ]);
  expect(outcome).toMatchObject({ type: "echo_ok" });
});

test("after its end a cluster has left nothing, in whatever state it was", async () => {
  const { cluster, nodes, journal } = await start();
  await nodes[0].pause();
  await nodes[1].kill();
  expect(await cluster.leftovers()).not.toEqual([]);
  await cluster[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  expect(await cluster.leftovers()).toEqual([]);
  for (const entry of journal) {
    if (entry.kind === "directory") expect(existsSync(entry.path)).toBe(false);
    if (entry.kind === "process") expect(identityOf(entry.pid).startedTicks).toBe("");
  }
});

test("the journal names every process and the directory before they do anything", async () => {
  const { journal, nodes } = await start();
  expect(journal.map(({ kind }) => kind)).toEqual(["directory", "process", "process", "process"]);
  const { pid } = await ask(nodes[0], { type: "info" });
  expect(journal[1]).toEqual({ kind: "process", ...identityOf(pid as number) });
});

test("a program that is not there, or never gets ready, is one clear error", async () => {
  await expect(startEcho({ program: "/no/such/program" })).rejects.toMatchObject({
    code: "node",
    message: expect.stringContaining("cannot run") as string,
  });
  const unready = startEcho({ ready: () => Promise.resolve(false), readyTimeoutMs: 200 });
  await expect(unready).rejects.toMatchObject({
    code: "timeout",
    message: expect.stringMatching(/for node n\d to be ready/) as string,
  });
});
