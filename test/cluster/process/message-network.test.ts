// The network as a whole, with the timers of the test: order, cuts at delivery, and choices that the seed alone makes.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LinkShape } from "../../../src/cluster/api.ts";
import type { Message } from "../../../src/cluster/process/message.ts";
import { MessageNetwork } from "../../../src/cluster/process/message-network.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { fromMs } from "../../../src/core/duration.ts";
import { nodeId } from "../../../src/core/ids.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock: Clock = {
  now: () => fromMs(Date.now()),
  sleep: () => Promise.reject(new Error("not used")),
};

interface Delivery {
  readonly number: number;
  readonly atMs: number;
}

/** Sends `count` messages on each of `links` in turn and lets them all arrive. */
function deliveries(
  shape: LinkShape,
  seed: number,
  count: number,
  links: readonly string[] = ["n1>n2"],
): ReadonlyMap<string, readonly Delivery[]> {
  const startMs = Date.now();
  const arrived = new Map<string, Delivery[]>(links.map((link) => [link, []]));
  const network = new MessageNetwork(shape, seed, clock, ({ src, dest, body }) => {
    arrived
      .get(`${src}>${dest}`)
      ?.push({ number: body["number"] as number, atMs: Date.now() - startMs });
  });
  for (let number = 0; number < count; number++)
    for (const link of links) network.send(message(link, number));
  vi.runAllTimers();
  return arrived;
}

function message(link: string, number: number): Message {
  const [src = "", dest = ""] = link.split(">");
  return { src, dest, body: { type: "hello", number } };
}

const rough: LinkShape = {
  latency: { distribution: "exponential", meanMs: 20 },
  loss: 0.2,
  duplicate: 0.2,
  reorder: 0.2,
};

test("messages of one latency arrive in the order they were sent", () => {
  const shape: LinkShape = { latency: { distribution: "constant", ms: 5 } };
  const arrived = deliveries(shape, 1, 300).get("n1>n2");
  expect(arrived).toEqual(Array.from({ length: 300 }, (_, number) => ({ number, atMs: 5 })));
});

test("the seed decides every message's fate", () => {
  const one = deliveries(rough, 1, 300);
  expect(deliveries(rough, 1, 300)).toEqual(one);
  expect(deliveries(rough, 2, 300)).not.toEqual(one);
});

test("what happens on one link changes nothing on another", () => {
  const alone = deliveries(rough, 1, 100, ["n1>n2"]).get("n1>n2");
  const together = deliveries(rough, 1, 100, ["n2>n1", "n1>n2", "n3>n2"]);
  expect(together.get("n1>n2")).toEqual(alone);
  expect(together.get("n2>n1")).not.toEqual(alone);
});

test("a cut swallows what is under way, and one lifted in time swallows nothing", async () => {
  const arrived: Message[] = [];
  const shape: LinkShape = { latency: { distribution: "constant", ms: 10 } };
  const network = new MessageNetwork(shape, 1, clock, (m) => arrived.push(m));
  const link = { from: nodeId("n1"), to: nodeId("n2") };
  network.send(message("n1>n2", 0));
  const cut = await network.cut([link], "late");
  vi.advanceTimersByTime(11);
  expect(arrived).toEqual([]);
  expect(await cut.evidence()).toMatchObject({ seen: true });
  network.send(message("n1>n2", 1));
  await cut[Symbol.asyncDispose]();
  vi.advanceTimersByTime(11);
  expect(arrived).toEqual([message("n1>n2", 1)]);
});

test("after its end it delivers nothing", () => {
  const arrived: Message[] = [];
  const network = new MessageNetwork(rough, 1, clock, (m) => arrived.push(m));
  for (let number = 0; number < 20; number++) network.send(message("n1>n2", number));
  network[Symbol.dispose]();
  vi.runAllTimers();
  expect(arrived).toEqual([]);
});
