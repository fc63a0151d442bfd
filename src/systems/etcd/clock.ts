// What an etcd node takes for the time: the Date header of its answers, which has whole seconds. Asked again and again
// around the turn of a second, the answers together tell it to some milliseconds.
import type { Node } from "../../cluster/api.ts";
import { toMs } from "../../core/duration.ts";
import { sleepMs, stopwatch } from "../../core/real-clock.ts";

const ASK_EVERY_MS = 15;
/** Asked until the answers leave no more than this open, or so long: a second turns within a second. */
const WANTED_MS = 30;
const LONGEST_MS = 1_500;
/** An answer that leaves more open than this, from a clock that drifts or a host that stalls, is none. */
const USELESS_MS = 400;

/** The clock when the first question was asked is at least `least` and less than `most`. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The node's wall clock, milliseconds since the epoch. Rejects where its answers leave more than `uselessMs` open. */
export async function etcdClock(
  node: Node,
  signal: AbortSignal,
  uselessMs = USELESS_MS,
): Promise<number> {
  const elapsed = stopwatch();
  let last = await ask(node, elapsed, signal);
  let bounds = last;
  while (bounds.most - bounds.least > WANTED_MS && toMs(elapsed()) < LONGEST_MS) {
    await sleepMs(ASK_EVERY_MS, signal);
    const answer = await ask(node, elapsed, signal);
    // Answers that contradict what was known: the clock has jumped, or drifted by more than was open. The latest count.
    bounds = overlap(bounds, answer) ?? overlap(last, answer) ?? answer;
    last = answer;
  }
  const open = bounds.most - bounds.least;
  if (open > uselessMs) {
    throw new Error(`${node.id} tells the time to ${open.toFixed(0)} ms only`);
  }
  return (bounds.least + bounds.most) / 2 + toMs(elapsed());
}

async function ask(node: Node, elapsed: () => number, signal: AbortSignal): Promise<Bounds> {
  const askedMs = elapsed() / 1e6;
  const response = await fetch(`${node.address("client").url}/version`, { signal });
  const answeredMs = elapsed() / 1e6;
  await response.arrayBuffer();
  const second = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(second)) throw new Error(`${node.id} answered without a date`);
  return { least: second - answeredMs, most: second + 1_000 - askedMs };
}

/** What both say; null where they contradict each other. */
function overlap(a: Bounds, b: Bounds): Bounds | null {
  const both = { least: Math.max(a.least, b.least), most: Math.min(a.most, b.most) };
  return both.least < both.most ? both : null;
}
