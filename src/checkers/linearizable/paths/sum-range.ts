// What the sums of a counter's adds, none below zero, allow a read to see.
import type { CounterOps } from "./counter-ops.ts";
import { eventsOf, type Finding } from "./object-ops.ts";

/** A total below what was added for certain before its read, or above what can have been, or below one read before. O(n). */
export function outOfRange(counter: CounterOps): Finding | null {
  const { reads, addend, total, initial } = counter;
  if (addend.some((each) => each < 0)) return null;
  let [added, possible, last] = [initial, initial, -1];
  const isRead = new Uint8Array(addend.length);
  for (const i of reads) isRead[i] = 1;
  for (const sign of eventsOf(counter)) {
    const i = Math.abs(sign) - 1;
    if (i < 0) continue;
    if (sign > 0) possible += addend[i] as number;
    else added += addend[i] as number;
    if (isRead[i] === 0) continue;
    const seen = total[i] as number;
    if (sign > 0) {
      if (seen < added) return tooLittle(counter, i);
      if (last >= 0 && seen < (total[last] as number)) return wentBack(counter, last, i);
    } else {
      if (seen > possible) return tooMuch(counter, i);
      if (last < 0 || seen > (total[last] as number)) last = i;
    }
  }
  return null;
}

const addsCalledBy = ({ addend, call }: CounterOps, rank: number): readonly number[] =>
  [...addend.keys()].filter((i) => addend[i] !== 0 && (call[i] as number) < rank);

/** With the fewest adds that are too much together. */
function tooLittle(counter: CounterOps, read: number): Finding {
  const { addend, call, ret, total, initial } = counter;
  const largest = addsCalledBy(counter, call[read] as number)
    .filter((i) => (ret[i] as number) < (call[read] as number))
    .sort((a, b) => (addend[b] as number) - (addend[a] as number));
  const needed: number[] = [];
  for (let sum = initial; sum <= (total[read] as number);) {
    const next = largest[needed.length] as number;
    needed.push(next);
    sum += addend[next] as number;
  }
  return {
    ops: [read, ...needed],
    because: `a read saw the total ${String(total[read])}, less than had been added before it was called`,
  };
}

const wentBack = (counter: CounterOps, before: number, read: number): Finding => ({
  ops: [before, read],
  support: addsCalledBy(counter, counter.ret[before] as number),
  because: `a read saw the total ${String(counter.total[read])}, less than another had seen before`,
});

const tooMuch = (counter: CounterOps, read: number): Finding => ({
  ops: [read],
  support: addsCalledBy(counter, counter.ret[read] as number),
  because: `a read saw the total ${String(counter.total[read])}, more than can have been added by then`,
});
