// What watches break, by going through all events there are for every answer. Watches start with { from } in their first call and
// take lists [revision, key, value]; writes answer with { revision }.
import type { History } from "../../src/core/history.ts";

interface Change {
  readonly revision: number;
  readonly key: string;
}

type Row = readonly [revision: number, key: string, value: unknown];
interface Answer {
  readonly rows: readonly Row[];
  readonly bookmark: number | null;
}

export function watchOracle(history: History): string {
  const kinds = new Set<string>();
  const operations = history.operations();
  const answers = operations.flatMap((op) => {
    if (op.f !== "watch" || op.outcome.type !== "ok") return [];
    const { events, bookmark } = op.outcome.value as {
      events: readonly Row[];
      bookmark: number | null;
    };
    return [
      { process: op.process, input: op.input as { from: number } | null, rows: events, bookmark },
    ];
  });
  const known: Change[] = [
    ...answers.flatMap(({ rows }) => rows.map(([revision, key]) => ({ revision, key }))),
    ...operations.flatMap(({ f, key, outcome }) =>
      f === "put" && outcome.type === "ok"
        ? [{ revision: (outcome.value as { revision: number }).revision, key: String(key) }]
        : [],
    ),
  ];
  const rows = answers.flatMap((answer) => answer.rows);
  const differ = ([r, k, v]: Row, [r2, k2, v2]: Row): boolean => r === r2 && k === k2 && v !== v2;
  if (rows.some((a) => rows.some((b) => differ(a, b)))) kinds.add("conflicting-event");
  for (const process of new Set(answers.map((answer) => answer.process)))
    for (const stream of streamsOf(history, process))
      judge(stream.from, stream.answers, known, kinds);
  return kinds.size === 0 ? "valid" : [...kinds].sort().join(" ");
}

interface WatchStream {
  readonly from: number;
  readonly answers: Answer[];
}

/** Each `{ from }` starts one; one whose call got no answer has ended. */
function streamsOf(history: History, process: number): readonly WatchStream[] {
  const streams: WatchStream[] = [];
  for (const op of history.operations()) {
    if (op.f !== "watch" || op.process !== process) continue;
    if (op.input !== null) streams.push({ from: (op.input as { from: number }).from, answers: [] });
    if (op.outcome.type !== "ok") continue;
    const { events, bookmark } = op.outcome.value as {
      events: readonly Row[];
      bookmark: number | null;
    };
    streams.at(-1)?.answers.push({ rows: events, bookmark });
  }
  return streams;
}

function judge(
  from: number,
  answers: readonly Answer[],
  known: readonly Change[],
  kinds: Set<string>,
): void {
  const got: Row[] = [];
  const missed = new Set<string>();
  let bookmarked = -Infinity;
  for (const [position, { rows, bookmark }] of answers.entries()) {
    const earlier = Math.max(-Infinity, ...got.map(([revision]) => revision));
    let before = earlier;
    for (const row of rows) {
      const [revision, key] = row;
      if (revision < from) kinds.add("event-before-start");
      if (got.some(([r, k]) => r === revision && k === key)) kinds.add("duplicate-event");
      else if (revision < before) kinds.add("unordered-event");
      else if (revision === earlier) kinds.add("split-revision");
      if (revision <= bookmarked) kinds.add("event-after-bookmark");
      before = revision;
      got.push(row);
    }
    const greatest = Math.max(-Infinity, ...got.map(([revision]) => revision));
    for (const { revision, key } of known) {
      const isDue =
        revision >= from && (revision < greatest || revision <= (bookmark ?? -Infinity));
      const name = `${String(revision)} ${key}`;
      if (!isDue || missed.has(name) || got.some(([r, k]) => r === revision && k === key)) continue;
      missed.add(name);
      kinds.add(position === 0 ? "resume-gap" : "missed-event");
    }
    bookmarked = Math.max(bookmarked, bookmark ?? -Infinity);
  }
}
