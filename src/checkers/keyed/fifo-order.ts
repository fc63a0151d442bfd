// Whether a queue gave its elements out in the order it took them, as far as that order is certain. The sweep over ranks is that
// of Bouajjani, Emmi, Enea, Hamza, "On reducing linearizability to state reachability", ICALP 2015 (their pattern of order).
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";
import type { QueueLog } from "./queue-log.ts";

/**
 * Notes elements that overtook others: y went in after x was in, and y had come out before anyone asked for what became x. Elements
 * that went in or came out more than once are passed over; so are those that never came out, if a dequeue of unknown outcome may
 * have taken them. O(n).
 */
export function noteOvertaking(object: ObjectHistory, log: QueueLog, found: Findings): void {
  let latestOut = -1;
  let latest = -1;
  let overtaken = 0;
  for (const [position, event] of object.events.entries()) {
    const id = log.enqueuedAt[position] as number;
    if (id === -1 || log.called[id] !== 1 || (log.dequeued[id] as number) > 1) continue;
    if (event === log.lastOk[id]) {
      const out = calledOut(object, log, id);
      if (out > latestOut) [latestOut, latest] = [out, id];
    } else if (event === log.firstCall[id] && log.firstOut[id] !== -1) {
      if (latestOut <= (log.firstOut[id] as number)) continue;
      overtaken++;
      noteReordered(object, log, found, latest, id);
    }
  }
  found.count("reordered", overtaken);
}

/** When the dequeue that gave it out was called; Infinity where certainly none did, -1 where one may have. */
function calledOut(object: ObjectHistory, log: QueueLog, id: number): number {
  const out = log.firstOut[id] as number;
  if (out !== -1) return object.otherHalf(out);
  return log.mayHaveSwallowed === 0 ? Infinity : -1;
}

function noteReordered(
  object: ObjectHistory,
  log: QueueLog,
  found: Findings,
  x: number,
  y: number,
): void {
  const halves = (id: number): number[] =>
    [log.lastOk[id], log.firstOut[id]].flatMap((event) =>
      event === undefined || event === -1 ? [] : [object.otherHalf(event)],
    );
  found.anomaly("reordered", () => ({
    says: `${log.show(y)} was enqueued after ${log.show(x)} and came out before it`,
    ops: [...halves(x), log.firstCall[y] as number, ...halves(y)],
  }));
}
