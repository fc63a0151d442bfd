// The order of versions in real time: its few edges must lead wherever the plain definition does, and nowhere else.
import { expect, test } from "vitest";
import {
  ingest,
  NIL,
  NONE,
  STATUS,
  type Transactions,
} from "../../../src/checkers/transactional/ingest.ts";
import { registerReads } from "../../../src/checkers/transactional/register-reads.ts";
import { zoneOrder } from "../../../src/checkers/transactional/register-zones.ts";
import { type History, HistoryBuilder } from "../../../src/core/history.ts";
import { nanos, processId, seed } from "../../../src/core/ids.ts";
import { type Random, randomOf } from "../../../src/core/random.ts";

/** Single reads and writes of one register by four clients; answers lag behind by a version now and then. */
function randomRegister(random: Random, lag: number): History {
  const builder = new HistoryBuilder();
  const open = new Map<number, { readonly f: string; value: number; applied: boolean }>();
  const written = [0];
  for (let step = 0; step < 60; step++) {
    const process = random.at(step).int(0, 3);
    const roll = random.fork("roll").at(step);
    const event = { process: processId(process), f: "txn", time: nanos(step) };
    const running = open.get(process);
    if (running === undefined) {
      const op = { f: roll.int(0, 1) === 0 ? "r" : "w", value: step + 1, applied: false };
      open.set(process, op);
      builder.append({
        ...event,
        type: "invoke",
        value: [[op.f, "x", op.f === "r" ? null : op.value]],
      });
    } else if (!running.applied) {
      running.applied = true;
      if (running.f === "w") written.push(running.value);
      else running.value = written.at(-1 - roll.int(0, lag)) ?? 0;
    } else {
      open.delete(process);
      builder.append({
        ...event,
        type: "ok",
        value: [[running.f, "x", running.value === 0 ? null : running.value]],
      });
    }
  }
  return builder.build();
}

/** The one version that a transaction read or wrote; -1 for a read without an answer. */
const touched = ({ start, version }: Transactions, txn: number): number =>
  start[txn] === start[txn + 1] ? NONE : (version[start[txn] as number] as number);

/** Pairs of versions, by the definition: the one was done with before the other was begun with. */
function pairsOf(txns: Transactions): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (let a = 0; a < txns.count; a++)
    for (let b = 0; b < txns.count; b++) {
      const [from, to] = [touched(txns, a), touched(txns, b)];
      if (txns.status[a] !== STATUS.ok || from < 0 || to === NONE || from === to) continue;
      if ((txns.ret[a] as number) < (txns.call[b] as number))
        pairs.add(`${String(from)} ${String(to)}`);
    }
  return pairs;
}

/** With the pairs that follow: versions between need not touch in time. */
function closureOf(given: Iterable<string>): readonly string[] {
  const pairs = new Set(given);
  for (const pair of pairs)
    for (const other of [...pairs]) {
      const [a = "", b] = pair.split(" ");
      const [c, d = ""] = other.split(" ");
      if (b === c) pairs.add(`${a} ${d}`);
      if (d === a) pairs.add(`${String(c)} ${String(b)}`);
    }
  return [...pairs].sort();
}

test.each([0, 1])("agrees with the definition on registers that lag by %i", (lag) => {
  let conflicts = 0;
  for (let i = 0; i < 60; i++) {
    const txns = ingest(randomRegister(randomOf(seed(i)), lag), "register", { elle: false });
    const { edges, conflicts: found } = zoneOrder(txns, registerReads(txns));
    const pairs = pairsOf(txns);
    const cyclic = [...pairs].some(
      (pair) => pair.endsWith(` ${String(NIL)}`) || pairs.has(pair.split(" ").reverse().join(" ")),
    );
    expect(found.length > 0).toBe(cyclic);
    if (cyclic) conflicts++;
    else {
      const found = edges.from.map((from, at) => `${String(from)} ${String(edges.to[at])}`);
      expect(closureOf(found)).toEqual(closureOf(pairs));
      for (const pair of found) expect(pairs.has(pair)).toBe(true);
    }
  }
  if (lag > 0) expect(conflicts).toBeGreaterThan(20);
  else expect(conflicts).toBe(0);
});
