// The network as a whole, with the timers of the test: order, cuts at delivery, and choices that the seed alone makes.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CLIENTS, type LinkShape } from "../../../src/cluster/api.ts";
import type { LinkQuality } from "../../../src/core/damage.ts";
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

const networkOf = (shape: LinkShape, seed: number, deliver: (m: Message) => void) =>
  new MessageNetwork(shape, seed, clock, {
    deliver: (m) => {
      deliver(m);
      return true;
    },
    endOf: (name) => (name.startsWith("n") ? nodeId(name) : CLIENTS),
  });

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
  const network = networkOf(shape, seed, ({ src, dest, body }) => {
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
  const network = networkOf(shape, 1, (m) => arrived.push(m));
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
  const network = networkOf(rough, 1, (m) => arrived.push(m));
  for (let number = 0; number < 20; number++) network.send(message("n1>n2", number));
  network[Symbol.dispose]();
  vi.runAllTimers();
  expect(arrived).toEqual([]);
});

const N = { from: nodeId("n1"), to: nodeId("n2") };
const flat: LinkShape = { latency: { distribution: "constant", ms: 1 } };

/** What arrives of 2,000 messages over a link of this quality, and the evidence. */
async function worsened(quality: LinkQuality, count = 2_000) {
  const startMs = Date.now();
  const arrived: Delivery[] = [];
  const network = networkOf(flat, 3, ({ body }) => {
    arrived.push({ number: body["number"] as number, atMs: Date.now() - startMs });
  });
  const fault = await network.degrade([{ ...N, quality }], "worse");
  for (let number = 0; number < count; number++) network.send(message("n1>n2", number));
  vi.runAllTimers();
  return { arrived, evidence: await fault.evidence() };
}

const share = (count: number): number => count / 2_000;

test("a degraded link delays, and its jitter stays within its bounds", async () => {
  const { arrived, evidence } = await worsened({ delayMs: 50, jitterMs: 10 });
  const times = arrived.map(({ atMs }) => atMs);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(40);
  expect(Math.max(...times)).toBeLessThanOrEqual(62);
  expect(evidence).toEqual({ seen: true, detail: "of 2000 messages on 1 link: 2000 delayed" });
});

test.each(["normal", "pareto"] as const)("a %s jitter has its mean", async (distribution) => {
  const { arrived } = await worsened({ delayMs: 100, jitterMs: 10, distribution });
  const mean = arrived.reduce((sum, { atMs }) => sum + atMs, 0) / arrived.length;
  expect(Math.abs(mean - 101)).toBeLessThan(2);
});

test("losses have their share, alone and in bursts, and bursts their length", async () => {
  const alone = await worsened({ loss: 0.2 });
  const bursts = await worsened({ loss: 0.2, lossBurst: 5 });
  expect(share(alone.arrived.length)).toBeCloseTo(0.8, 1);
  expect(share(bursts.arrived.length)).toBeCloseTo(0.8, 1);
  expect(meanGap(alone.arrived)).toBeLessThan(1.5);
  expect(Math.abs(meanGap(bursts.arrived) - 5)).toBeLessThan(1);
});

/** How many messages are missing in a row where any are. */
function meanGap(arrived: readonly Delivery[]): number {
  const numbers = arrived.map(({ number }) => number).sort((a, b) => a - b);
  const gaps = numbers.map((n, i) => n - (numbers[i - 1] ?? -1) - 1).filter((gap) => gap > 0);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

test("duplicates come twice, reordered messages first, corrupted ones never", async () => {
  const twice = await worsened({ duplicate: 0.1 });
  expect(share(twice.arrived.length)).toBeCloseTo(1.1, 1);
  const reordered = await worsened({ delayMs: 50, reorder: 0.25 });
  expect(share(reordered.arrived.filter(({ atMs }) => atMs < 10).length)).toBeCloseTo(0.25, 1);
  const corrupted = await worsened({ corrupt: 0.25 });
  expect(share(corrupted.arrived.length)).toBeCloseTo(0.75, 1);
});

test("a rate spaces messages by their size", async () => {
  const { arrived } = await worsened({ rateKbit: 64 }, 100);
  const bytes = JSON.stringify(message("n1>n2", 10)).length + 1;
  const last = arrived.at(-1)?.atMs ?? 0;
  expect(last / ((100 * bytes * 8) / 64)).toBeCloseTo(1, 1);
});

test("the same seed worsens the same messages", async () => {
  const quality: LinkQuality = {
    delayMs: 20,
    jitterMs: 20,
    loss: 0.3,
    lossBurst: 3,
    duplicate: 0.2,
  };
  expect((await worsened(quality)).arrived).toEqual((await worsened(quality)).arrived);
});

test("a degraded link that carries nothing proves nothing, and heals", async () => {
  const network = networkOf(flat, 1, () => undefined);
  const fault = await network.degrade([{ ...N, quality: { delayMs: 50 } }], "idle");
  expect(await fault.evidence()).toMatchObject({ seen: false });
  expect(await fault.healed()).toMatchObject({ seen: false });
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toMatchObject({ seen: true });
});

test("two faults on one link add up", async () => {
  const startMs = Date.now();
  const times: number[] = [];
  const network = networkOf(flat, 1, () => times.push(Date.now() - startMs));
  await network.degrade([{ ...N, quality: { delayMs: 30 } }], "first");
  const second = await network.degrade([{ ...N, quality: { delayMs: 40 } }], "second");
  network.send(message("n1>n2", 0));
  vi.runAllTimers();
  await second[Symbol.asyncDispose]();
  network.send(message("n1>n2", 1));
  vi.runAllTimers();
  // Timers have whole milliseconds, and each queue rounds up to them.
  const [both = 0, together = 0] = times;
  expect(both).toBeGreaterThanOrEqual(71);
  expect(both).toBeLessThan(71 + 4);
  expect(together - both).toBeGreaterThanOrEqual(31);
  expect(together - both).toBeLessThan(31 + 4);
});

test("clients' messages pass at once, unless their link is cut or worse", async () => {
  const arrived: Message[] = [];
  const network = networkOf(flat, 1, (m) => arrived.push(m));
  expect(network.pass(message("c1>n1", 0))).toBe(true);
  expect(arrived).toHaveLength(1);
  const cut = await network.cut([{ from: CLIENTS, to: nodeId("n1") }], "requests");
  network.pass(message("c2>n1", 1));
  network.pass(message("n1>c2", 2));
  expect(arrived.map(({ body }) => body["number"])).toEqual([0, 2]);
  expect(await cut.evidence()).toEqual({ seen: true, detail: "dropped 1 messages on 1 link" });
  await cut[Symbol.asyncDispose]();
  await network.degrade([{ from: CLIENTS, to: nodeId("n1"), quality: { delayMs: 9 } }], "slow");
  network.pass(message("c2>n1", 3));
  expect(arrived).toHaveLength(2);
  vi.advanceTimersByTime(10);
  expect(arrived).toHaveLength(3);
});

test("what only connections have is refused", () => {
  const network = networkOf(flat, 1, () => undefined);
  expect(() => network.cut([N], "reset", { how: "reset" })).toThrow(/cannot be blocked by "reset"/);
});
