// Leases of leadership against all pairs of them.
import { expect, test } from "vitest";
import { leader, type LeaderOptions } from "../../../src/checkers/leader/leader.ts";
import { type History, HistoryBuilder } from "../../../src/core/history.ts";
import { nanos, processId, seed } from "../../../src/core/ids.ts";
import { type Random, randomOf } from "../../../src/core/random.ts";
import type { LeaderView } from "../../../src/core/specs/leader.ts";
import { disagreements } from "../verdicts.ts";

const CLIENTS = 3;
const OPTIONS: LeaderOptions = { clockUncertaintyMs: 2, clockDrift: 0.1 };

/** Three clients that look at three nodes, one of which holds a lease now and then; events some milliseconds apart. */
function leases(random: Random): History {
  const builder = new HistoryBuilder();
  const open = new Set<number>();
  let [time, term] = [0, 1];
  while (builder.length < 24) {
    const process = random.int(0, CLIENTS - 1);
    time += random.int(0, 6) * 1e6;
    const event = { process: processId(process), f: "observe", time: nanos(time) };
    if (!open.delete(process)) {
      open.add(process);
      builder.append({ ...event, type: "invoke", value: null });
      continue;
    }
    if (random.chance(0.2)) term++;
    const node = `n${String(term % 3)}`;
    const leaseMs = random.chance(0.6) ? random.int(0, 30) : 0;
    builder.append({ ...event, type: "ok", value: { node, term, leader: node, leaseMs } });
  }
  return builder.build();
}

function naive(history: History): string {
  const held = history.operations().flatMap(({ start, end, outcome }) => {
    if (outcome.type !== "ok" || end === null) return [];
    const { node, leaseMs = 0 } = outcome.value as LeaderView;
    return [{ node, from: end, to: start + ((leaseMs - 2) / 1.1) * 1e6 }];
  });
  const areHeldAtOnce = held.some((a) =>
    held.some((b) => a.node !== b.node && Math.max(a.from, b.from) < Math.min(a.to, b.to)),
  );
  return areHeldAtOnce ? "leases-overlap" : "valid";
}

test("agrees with comparing all pairs", async () => {
  const random = randomOf(seed(3)).fork("leases");
  const histories = Array.from({ length: 1500 }, (_, i) => leases(random.at(i)));
  const { wrong, invalid, valid } = await disagreements(leader(OPTIONS), histories, naive);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(200);
});
