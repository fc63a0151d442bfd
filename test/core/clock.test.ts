// The virtual clock moves only when told to; the real one follows the host and keeps its deadlines.
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/core/clock.ts";
import { fromMs, toMs } from "../../src/core/duration.ts";
import { nanos } from "../../src/core/ids.ts";
import { sleepMs, startRealClock, stopwatch, waitFor } from "../../src/core/real-clock.ts";

const aborted = (): AbortSignal => AbortSignal.abort(new Error("stopped"));

test("a virtual clock starts at 0 and moves by exactly what is slept", async () => {
  const clock = new VirtualClock();
  expect(clock.now()).toBe(0);
  await clock.sleep(nanos(7));
  await clock.sleep(nanos(5));
  expect(clock.now()).toBe(12);
});

test("a virtual clock never goes back", async () => {
  const clock = new VirtualClock();
  clock.advanceTo(nanos(10));
  clock.advanceTo(nanos(3));
  await clock.sleep(nanos(-5));
  expect(clock.now()).toBe(10);
});

test("sleeping with an aborted signal rejects with its reason and takes no time", async () => {
  const clock = new VirtualClock();
  await expect(clock.sleep(nanos(5), aborted())).rejects.toThrow("stopped");
  expect(clock.now()).toBe(0);
  await expect(startRealClock().sleep(fromMs(60_000), aborted())).rejects.toThrow("stopped");
});

test("a real clock never goes back and sleeps at least as long as asked", async () => {
  const clock = startRealClock();
  const elapsed = stopwatch();
  const before = clock.now();
  await clock.sleep(fromMs(5));
  // Timers count whole milliseconds and may fire up to one early.
  expect(toMs(nanos(clock.now() - before))).toBeGreaterThanOrEqual(4);
  expect(elapsed()).toBeGreaterThan(0);
});

test("a sleep that is aborted half-way rejects with the reason", async () => {
  const controller = new AbortController();
  const sleeping = sleepMs(60_000, controller.signal);
  controller.abort(new Error("stopped"));
  await expect(sleeping).rejects.toThrow("stopped");
});

test("waiting gives the first answer, counting what throws as not yet", async () => {
  const answers: (() => number | null)[] = [
    () => null,
    () => {
      throw new Error("not up");
    },
    () => 0,
  ];
  const probe = (): Promise<number | null> => Promise.resolve().then(answers.shift() ?? (() => -1));
  const found = await waitFor(probe, { what: "an answer", deadlineMs: 5000, everyMs: 1 });
  expect(found).toBe(0);
});

test("waiting past the deadline names what was waited for and the last error", async () => {
  const cause = new Error("ECONNREFUSED");
  const waiting = waitFor(() => Promise.reject(cause), {
    what: "node n1 to answer",
    deadlineMs: 3,
    everyMs: 1,
  });
  await expect(waiting).rejects.toMatchObject({
    code: "timeout",
    message: "waited 3.0 ms for node n1 to answer",
    cause,
  });
});

test("waiting stops when its signal aborts, also between two probes", async () => {
  const never = (): Promise<null> => Promise.resolve(null);
  const options = { what: "nothing", deadlineMs: 60_000, everyMs: 60_000 };
  await expect(waitFor(never, { ...options, signal: aborted() })).rejects.toThrow("stopped");
  const controller = new AbortController();
  const waiting = waitFor(never, { ...options, signal: controller.signal });
  controller.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
});
