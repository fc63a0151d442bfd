// What judging a history as it comes costs: events a second of one core, memory over a long stream, and how soon a violation is named.
// `npm run bench -- online [millions of events for the long stream]`. Not a test: figures depend on the machine.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { onlineChecker } from "../src/checkers/linearizable/online/online.ts";
import type { OnlineChecker } from "../src/checkers/linearizable/online/stream.ts";
import { assert } from "../src/core/assert.ts";
import { toMs } from "../src/core/duration.ts";
import type { HistoryEvent } from "../src/core/op.ts";
import { stopwatch } from "../src/core/real-clock.ts";
import { endlessHistory, type EndlessShape, type EndlessSystem } from "./endless-history.ts";
import { grownSets, queue, registers, setOfElements } from "./endless-systems.ts";

/** Made before they are timed, so that making them is not. */
const CHUNK = 100_000;
const RATE_EVENTS = 2_000_000;
const LONG_MILLIONS = 10;
const BYTES_PER_MB = 1024 * 1024;
const SHAPE: EndlessShape = { clients: 20, lost: 0, seed: 1 };

interface Subject {
  readonly name: string;
  readonly model: string;
  readonly system: () => EndlessSystem;
  readonly shape: EndlessShape;
}

const SUBJECTS: readonly Subject[] = [
  { name: "registers", model: "cas-register", system: registers, shape: SHAPE },
  {
    name: "registers, 1 % lost",
    model: "cas-register",
    system: registers,
    shape: { ...SHAPE, lost: 0.01 },
  },
  { name: "queue", model: "fifo-queue", system: queue, shape: SHAPE },
  {
    name: "queue, 200 clients",
    model: "fifo-queue",
    system: queue,
    shape: { ...SHAPE, clients: 200 },
  },
  { name: "set of elements", model: "set", system: setOfElements, shape: SHAPE },
  { name: "grown sets, read whole", model: "set", system: grownSets, shape: SHAPE },
];

export async function run([millions]: readonly string[]): Promise<void> {
  rates();
  longStreams(Number(millions ?? LONG_MILLIONS));
  await Promise.resolve();
  latencies();
}

function checkerOf({ model }: Subject): OnlineChecker {
  const checker = onlineChecker({ model });
  assert(checker !== null, `${model} can be judged as it comes`);
  return checker;
}

/** Microseconds of processor time that judging the next chunk took. */
function judgeChunk(checker: OnlineChecker, events: Generator<HistoryEvent, never>): number {
  const chunk = Array.from({ length: CHUNK }, () => events.next().value);
  const before = process.cpuUsage();
  for (const event of chunk) {
    const violation = checker.push(event);
    assert(violation === null, `the history is linearizable: ${violation?.because ?? ""}`);
  }
  const { user, system } = process.cpuUsage(before);
  assert(checker.state === "checking", "the history stays within what can be judged");
  return user + system;
}

function rates(): void {
  console.log("events per second of one core\n");
  for (const subject of SUBJECTS) {
    const checker = checkerOf(subject);
    const events = endlessHistory(subject.system(), subject.shape);
    let micros = 0;
    for (let done = 0; done < RATE_EVENTS; done += CHUNK) micros += judgeChunk(checker, events);
    console.log(
      `${subject.name.padEnd(24)} ${String(Math.round((RATE_EVENTS / micros) * 1e6)).padStart(10)}`,
    );
  }
}

/** After a full collection: what is left is what is remembered. */
function longStreams(millions: number): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (const subject of SUBJECTS.filter(({ shape, model }) => shape === SHAPE && model !== "")) {
    if (subject.system === grownSets) continue;
    console.log(`\n${subject.name}: memory over ${String(millions)} million events\n`);
    console.log("million   heap MB    RSS MB");
    const checker = checkerOf(subject);
    const events = endlessHistory(subject.system(), subject.shape);
    for (let million = 1; million <= millions; million++) {
      for (let done = 0; done < 1e6; done += CHUNK) judgeChunk(checker, events);
      if (million % Math.ceil(millions / 10) !== 0) continue;
      collect();
      const { heapUsed, rss } = process.memoryUsage();
      const mb = (bytes: number): string => (bytes / BYTES_PER_MB).toFixed(1).padStart(9);
      console.log(`${String(million).padStart(7)} ${mb(heapUsed)} ${mb(rss)}`);
    }
  }
}

/** From handing over the event that makes a violation certain to having its name. */
function latencies(): void {
  console.log("\nmilliseconds from the event that makes a violation certain to its being named\n");
  for (const subject of SUBJECTS.slice(0, 5)) {
    const checker = checkerOf(subject);
    const events = endlessHistory(subject.system(), subject.shape);
    for (let done = 0; done < RATE_EVENTS / 4; done += CHUNK) judgeChunk(checker, events);
    const wrong = wrongAnswer(subject.model, events, checker);
    const took = stopwatch();
    const violation = checker.push(wrong);
    const ms = toMs(took());
    assert(violation !== null, "a value that was never written is a violation");
    console.log(`${subject.name.padEnd(24)} ${ms.toFixed(3).padStart(10)}  ${violation.because}`);
  }
}

/** The next answer that shows a value, with one in its place that cannot be. */
function wrongAnswer(
  model: string,
  events: Generator<HistoryEvent, never>,
  checker: OnlineChecker,
): HistoryEvent {
  const shows = model === "set" ? "contains" : model === "fifo-queue" ? "dequeue" : "read";
  for (;;) {
    const event = events.next().value;
    if (event.type === "ok" && event.f === shows)
      return { ...event, value: model === "set" ? opposite(event.value) : -1 };
    checker.push(event);
  }
}

const opposite = (told: unknown): unknown => {
  const [element, there] = told as readonly [unknown, boolean];
  return [element, !there];
};
