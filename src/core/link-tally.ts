// What became of the packets or messages on degraded links, and whether that proves the fault. Knows no back end.
import type { LinkQuality } from "./damage.ts";
import type { Evidence } from "./fault.ts";

const EFFECTS = ["delayed", "lost", "duplicated", "reordered", "corrupted"] as const;

export type Effect = (typeof EFFECTS)[number];

/** Counts; one packet may count under several effects. `seen`: all that came by. */
export type LinkTally = Readonly<Record<Effect | "seen", number>>;

export const NO_TALLY: LinkTally = {
  seen: 0,
  delayed: 0,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
};

/** Counts by count, `sign` times the second. */
export const addTally = (a: LinkTally, b: LinkTally, sign: 1 | -1 = 1): LinkTally => ({
  seen: a.seen + sign * b.seen,
  delayed: a.delayed + sign * b.delayed,
  lost: a.lost + sign * b.lost,
  duplicated: a.duplicated + sign * b.duplicated,
  reordered: a.reordered + sign * b.reordered,
  corrupted: a.corrupted + sign * b.corrupted,
});

/** The effects that a quality asks for. */
export function effectsOf(quality: LinkQuality): readonly Effect[] {
  const asked: Readonly<Record<Effect, number | undefined>> = {
    delayed: quality.delayMs ?? quality.jitterMs ?? quality.rateKbit,
    lost: quality.loss,
    duplicated: quality.duplicate,
    reordered: quality.reorder,
    corrupted: quality.corrupt,
  };
  return EFFECTS.filter((effect) => (asked[effect] ?? 0) > 0);
}

/** What is proven by `tally`: `what` went over so many `links`, and `counted` effects would show in it. */
interface Proof {
  readonly tally: LinkTally;
  /** What was asked for. */
  readonly effects: readonly Effect[];
  /** Left out, all are. */
  readonly counted?: readonly Effect[];
  /** "packets", "messages" */
  readonly what: string;
  readonly links: number;
}

/** Seen when at least one thing met one of the effects asked for; where none of these is counted, when one passed. */
export function evidenceOf({ tally, effects, counted = EFFECTS, what, links }: Proof): Evidence {
  const on = `${String(links)} link${links === 1 ? "" : "s"}`;
  if (tally.seen === 0) return { seen: false, why: `no ${what} were sent over the ${on}` };
  const shown = effects.filter((effect) => counted.includes(effect));
  const hidden = effects.filter((effect) => !counted.includes(effect));
  if (shown.length > 0 && shown.every((effect) => tally[effect] === 0)) {
    const why = `none of ${String(tally.seen)} ${what} on ${on} was ${shown.join(" or ")}`;
    return { seen: false, why };
  }
  const counts = [
    ...shown.map((effect) => `${String(tally[effect])} ${effect}`),
    ...hidden.map((effect) => `some ${effect}, which nobody counts`),
  ];
  return { seen: true, detail: `of ${String(tally.seen)} ${what} on ${on}: ${counts.join(", ")}` };
}
