// Recorded verdicts of others' checkers, where the shared folder with them is beside the project.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerLine, judgeLine } from "../../src/checkers/manifest.ts";
import type { Verdict } from "../../src/core/verdict.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/conformance");
const there = existsSync(FOLDER);
const filesOf = (folder: string): readonly string[] =>
  there
    ? readdirSync(join(FOLDER, folder))
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => join(folder, name))
    : [];
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(FOLDER, file), "utf8").split("\n").filter(Boolean);

if (!there)
  test.skip("recorded verdicts: skipped, ../shared/conformance is not there", () => undefined);

interface Recorded<R> {
  readonly name: string;
  readonly checker: string;
  readonly options?: object;
  readonly expected: R;
}

test.each(filesOf("linearizability"))("agrees with every recorded verdict of %s", async (file) => {
  const lines = linesOf(file);
  const wrong: string[] = [];
  for (const line of lines) {
    const { name, expected } = JSON.parse(line) as Recorded<{ linearizable: { valid: boolean } }>;
    const answer = await answerLine(line, file);
    if (answer.valid !== expected.linearizable.valid) wrong.push(name);
  }
  expect(lines.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

interface Judged {
  readonly valid: Verdict["valid"];
  readonly not?: readonly string[];
}

/** Histories that we judge otherwise than Elle, each argued for in docs/transactions.md. */
const BESIDE_ELLE = /^(list-append-62|rw-register-(174|436|580|656))( |$)/;
/** So many judgements of a file are compared in a run, one in every so many: all of them take half a minute. */
const SAMPLED = 400;

test.each(filesOf("transactions"))("agrees with a sample of the verdicts of %s", async (file) => {
  const cases = linesOf(file).flatMap((line) => {
    const { expected, ...rest } = JSON.parse(line) as Recorded<Readonly<Record<string, Judged>>>;
    return Object.entries(expected).map(([model, judged]) => ({ model, judged, rest }));
  });
  const every = Math.max(1, Math.floor(cases.length / SAMPLED));
  const wrong: string[] = [];
  for (const { model, judged, rest } of cases.filter((_, i) => i % every === 0)) {
    if (BESIDE_ELLE.test(rest.name)) continue;
    const options = { ...rest.options, consistencyModels: [model] };
    const answer = await answerLine(JSON.stringify({ ...rest, options }), file);
    const names = ({ not }: Pick<Judged, "not">): string => (not ?? []).toSorted().join();
    const isSame = judged.not === undefined || names(judged) === names(answer);
    if (answer.valid !== judged.valid || !isSame) wrong.push(`${rest.name} @ ${model}`);
  }
  expect(cases.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

/** What Jepsen's checkers print of a history. */
type Printed = Readonly<Record<string, unknown>>;

const size = (list: unknown): number => (list as readonly unknown[]).length;
/** Elements in any order; Clojure's "#{1 2}" and "#{0..2}" are sets, too. */
const elements = (list: unknown): readonly string[] => {
  const text = typeof list === "string" ? list.slice(2, -1) : null;
  const range = text === null ? null : /^(\d+)\.\.(\d+)$/.exec(text);
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const values =
    range !== null
      ? numbers(Number(range[1]), Number(range[2]))
      : text !== null
        ? text.split(" ").filter(Boolean)
        : (list as readonly unknown[] | undefined);
  return (values ?? [])
    .map((value) => (text === null ? JSON.stringify(value) : String(value)))
    .sort();
};
const listed = (verdict: Verdict, list: string): readonly string[] =>
  elements(verdict.details?.[list]);
const quantile = (of: unknown, at: string): unknown => (of as Printed | undefined)?.[at];

/** Per checker: what is printed under each of our names, as recorded. */
const COUNTS: Readonly<Record<string, (printed: Printed) => Readonly<Record<string, unknown>>>> = {
  set: (p) => ({
    attempts: p["attempt-count"],
    acknowledged: p["acknowledged-count"],
    ok: p["ok-count"],
    lost: p["lost-count"],
    recovered: p["recovered-count"],
    unexpected: p["unexpected-count"],
  }),
  "set-full": (p) => ({
    attempts: p["attempt-count"],
    stable: p["stable-count"],
    lost: p["lost-count"],
    stale: p["stale-count"],
    neverRead: p["never-read-count"],
    duplicated: p["duplicated-count"],
    stableLatencyP50Ms: quantile(p["stable-latencies"], "0.5"),
    stableLatencyP99Ms: quantile(p["stable-latencies"], "0.99"),
    stableLatencyMaxMs: quantile(p["stable-latencies"], "1"),
    lostLatencyP50Ms: quantile(p["lost-latencies"], "0.5"),
    lostLatencyMaxMs: quantile(p["lost-latencies"], "1"),
  }),
  "total-queue": (p) => ({
    attempts: p["attempt-count"],
    acknowledged: p["acknowledged-count"],
    ok: p["ok-count"],
    lost: p["lost-count"],
    recovered: p["recovered-count"],
    unexpected: p["unexpected-count"],
    duplicated: p["duplicated-count"],
  }),
  "unique-ids": (p) => ({
    attempted: p["attempted-count"],
    acknowledged: p["acknowledged-count"],
    duplicated: p["duplicated-count"],
  }),
  counter: (p) => ({ reads: size(p["reads"]), errors: size(p["errors"]) }),
  bank: (p) => ({ reads: p["read-count"], errors: p["error-count"] }),
  "long-fork": (p) => ({
    reads: p["reads-count"],
    earlyReads: p["early-read-count"],
    lateReads: p["late-read-count"],
    forks: size(p["forks"]),
  }),
  stats: (p) => ({
    operations: p["count"],
    ok: p["ok-count"],
    fail: p["fail-count"],
    info: p["info-count"],
  }),
  queue: () => ({}),
};

/** Per checker: the lists printed under each of our names. */
const LISTS: Readonly<Record<string, (printed: Printed) => Readonly<Record<string, unknown>>>> = {
  set: (p) => ({
    lostElements: p["lost"],
    recoveredElements: p["recovered"],
    unexpectedElements: p["unexpected"],
  }),
  "set-full": (p) => ({
    lostElements: p["lost"],
    staleElements: p["stale"],
    neverReadElements: p["never-read"],
  }),
  "total-queue": (p) => ({
    lostElements: p["lost"],
    recoveredElements: p["recovered"],
    unexpectedElements: p["unexpected"],
    duplicatedElements: p["duplicated"],
  }),
  "unique-ids": (p) => ({
    duplicatedIds: Object.entries(p["duplicated"] as Printed).map(([id, n]) => [Number(id), n]),
  }),
  counter: (p) => ({ readIntervals: p["reads"], errorIntervals: p["errors"] }),
  queue: (p) => {
    const queue = p["final-queue"] as { readonly pending: readonly unknown[] } | null | undefined;
    return queue === undefined ? {} : { pendingElements: queue?.pending ?? [] };
  },
};

/** Cases that we judge otherwise, each argued for in docs/checkers.md. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // An acknowledged enqueue that nobody called is in the queue all the same.
  "queue-test / Definite enqueue but no dequeue #32": ["pendingElements"],
};

test.each(filesOf("checkers"))("gives the verdicts, counts and elements of %s", async (file) => {
  const lines = linesOf(file);
  let compared = 0;
  for (const line of lines) {
    const { name, checker, options, expected, ...rest } = JSON.parse(line) as Recorded<{
      result: Printed & { readonly valid: Verdict["valid"] };
    }>;
    const shown = { ...rest, name, checker, options: { ...options, show: 10_000 } };
    const { verdict } = await judgeLine(JSON.stringify(shown), file);
    const printed = expected.result;
    expect([name, verdict.valid]).toEqual([name, printed.valid]);
    for (const [ours, count] of Object.entries(COUNTS[checker]?.(printed) ?? {})) {
      if (count === undefined) continue;
      expect([name, ours, verdict.stats[ours] ?? 0]).toEqual([name, ours, count]);
      compared++;
    }
    for (const [ours, list] of Object.entries(LISTS[checker]?.(printed) ?? {})) {
      if (OTHERWISE[name]?.includes(ours) === true) continue;
      expect([name, ours, listed(verdict, ours)]).toEqual([name, ours, elements(list)]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(lines.length);
});
