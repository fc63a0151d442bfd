// A rolling restart of real processes: each ends and another comes in its place, one after the other.
import { expect, test } from "vitest";
import { rollingRestart } from "../../src/nemesis/rolling-restart.ts";
import { injectInto } from "../docker/injected.ts";
import { startEcho } from "./echo-cluster.ts";

const hooks = { ready: () => Promise.resolve(true) };

test.each([false, true])("nodes go round one after the other, kill: %s", async (kill) => {
  const { cluster, nodes } = await startEcho();
  await using _ = cluster;
  const fault = await injectInto(cluster, hooks, rollingRestart("all", { pause: "10ms", kill }));
  const evidence = await fault.evidence();
  const words = evidence.seen ? evidence.detail.split("; ") : [];
  expect(words.map((word) => word.slice(0, 2))).toEqual(["n1", "n2", "n3"]);
  for (const word of words) {
    const [, before, after] = /pid (\d+) .*pid (\d+) answered init/.exec(word) ?? [];
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
    expect(word).toContain(kill ? "SIGKILL" : "after SIGTERM");
  }
  await nodes[1].kill();
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toMatchObject({ seen: true });
  expect(nodes.map(({ state }) => state)).toEqual(["running", "running", "running"]);
});
