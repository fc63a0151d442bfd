// The leader checker on hand-made histories: what each kind of anomaly is, and what is none.
import { expect, test } from "vitest";
import { leader } from "../../../src/checkers/leader/leader.ts";
import type { History } from "../../../src/core/history.ts";
import { kindsOn, verdictOn } from "../verdicts.ts";
import { history, leads, view, write } from "./views.ts";

const open = (process: number) => [[process, "invoke", "observe"] as const];
const seen = (process: number, value: object) => [[process, "ok", "observe", value] as const];

test.each<[string, string, History]>([
  ["one leader after another", "valid", history(leads("n1", 1), leads("n2", 2), leads("n1", 3))],
  ["a term with two leaders", "two-leaders", history(leads("n1", 2), leads("n2", 2))],
  [
    "two leaders by the word of followers",
    "two-leaders",
    history(view({ node: "n2", leader: "n1" }), view({ node: "n3", leader: "n3", role: "leader" })),
  ],
  [
    "two leaders by the writes that they accepted",
    "two-leaders",
    history(write({ node: "n1", term: 3 }), write({ node: "n2", term: 3 })),
  ],
  [
    "a term that went back",
    "term-went-back",
    history(leads("n2", 3), view({ term: 3 }), view({ term: 2 })),
  ],
  [
    "a term that went back and was not on disk",
    "valid",
    history(leads("n2", 3), view({ term: 3 }), view({ term: 2, volatile: true })),
  ],
  [
    "a leader of an older term than it was in",
    "leadership-regained",
    history(leads("n1", 2), view({ term: 3 }), leads("n1", 2, { volatile: true })),
  ],
  [
    "a leader that ceased to lead and leads its term again",
    "leadership-regained",
    history(leads("n1", 2), view({ term: 2 }), leads("n1", 2)),
  ],
  [
    "a leader that is elected after one of a newer term",
    "elected-in-old-term",
    history(leads("n2", 3), view({ node: "n1", term: 1 }), leads("n1", 2)),
  ],
  [
    "a leader that does not know of a newer one yet",
    "valid",
    history(leads("n1", 2), leads("n2", 3), leads("n1", 2)),
  ],
  [
    "two votes in a term",
    "vote-changed",
    history(leads("n2", 2), view({ term: 2, votedFor: "n2" }), view({ term: 2, votedFor: "n3" })),
  ],
  [
    "a forgotten vote",
    "vote-changed",
    history(leads("n2", 2), view({ term: 2, votedFor: "n2" }), view({ term: 2, votedFor: null })),
  ],
  [
    "a vote that comes late in a term",
    "valid",
    history(leads("n2", 2), view({ term: 2, votedFor: null }), view({ term: 2, votedFor: "n2" })),
  ],
  [
    "entries that differ",
    "committed-entry-differs",
    history(
      leads("n1", 1, { hashes: [[4, "a"]] }),
      view({
        node: "n2",
        hashes: [
          [3, "x"],
          [4, "b"],
        ],
      }),
    ),
  ],
  [
    "a leader without what was committed before its term",
    "committed-entry-lost",
    history(leads("n2", 2, { lastIndex: 6 }), view({ node: "n1", term: 1, commitIndex: 7 })),
  ],
  [
    "a leader without what was committed in its own term before",
    "committed-entry-lost",
    history(write({ node: "n1", term: 2, index: 7 }), leads("n1", 2, { lastIndex: 6 })),
  ],
  [
    "a leader before more was committed in its own term",
    "valid",
    history(leads("n1", 2, { lastIndex: 6 }), write({ node: "n1", term: 2, index: 7 })),
  ],
  [
    "entries in effect before they are committed",
    "applied-uncommitted",
    history(leads("n1", 1, { commitIndex: 3, appliedIndex: 4 })),
  ],
  [
    "two writes as one entry",
    "index-given-twice",
    history(write({ node: "n1", term: 1, index: 3 }), write({ node: "n2", term: 2, index: 3 })),
  ],
  [
    "a write that a leader of the past accepted",
    "stale-leader-accepted-write",
    history(leads("n1", 1), leads("n2", 2), write({ node: "n1", term: 1 })),
  ],
  [
    "two leases at once",
    "leases-overlap",
    history(leads("n1", 1, { leaseMs: 5000 }), leads("n2", 2, { leaseMs: 5000 })),
  ],
  [
    "a lease after another one may have run out",
    "valid",
    history(leads("n1", 1, { leaseMs: 3005 }), leads("n2", 2, { leaseMs: 5000 })),
  ],
  ["no leader", "unknown: too-few-ops", history(view({}))],
  ["no views", "unknown: malformed", history(view({ term: 1.5 }))],
])("%s", async (_, kinds, of) => {
  expect(await kindsOn(leader(), of)).toBe(kinds);
});

test("a view that overlaps another says nothing of its order", async () => {
  const led = { node: "n1", term: 2, leader: "n1" };
  const after = { node: "n1", term: 3, leader: null };
  const overlapping = history(open(0), open(1), seen(1, after), seen(0, led));
  expect(await kindsOn(leader(), overlapping)).toBe("valid");
  const inOrder = history(open(1), seen(1, after), open(0), seen(0, led));
  expect(await kindsOn(leader(), inOrder)).toBe("leadership-regained");
});

test("a write that was asked for before the newer leader was known may be accepted", async () => {
  const asked = [[9, "invoke", "write", 1] as const];
  const answered = [[9, "ok", "write", { value: 1, term: 1, node: "n1" }] as const];
  expect(await kindsOn(leader(), history(asked, leads("n2", 2), answered))).toBe("valid");
  expect(await kindsOn(leader(), history(leads("n2", 2), asked, answered))).toBe(
    "stale-leader-accepted-write",
  );
});

test("a stale leader that accepts nothing is measured, and is in the timeline", async () => {
  const steps = [leads("n1", 1), leads("n2", 2), leads("n2", 2), leads("n1", 1), leads("n2", 2)];
  expect(await verdictOn(leader(), history(...steps))).toMatchObject({
    valid: true,
    stats: { reigns: 2, staleLeaders: 1, longestStaleLeaderMs: 3000, terms: 2 },
    details: {
      timeline: [
        { node: "n1", term: 1, fromMs: 1000, toMs: 6000, staleMs: 3000 },
        { node: "n2", term: 2, fromMs: 3000, toMs: 8000, staleMs: 0 },
      ],
      termsOfNodes: [
        { node: "n1", term: 1, atMs: 1000 },
        { node: "n2", term: 2, atMs: 3000 },
      ],
    },
  });
});

test("a finding names term, nodes and operations", async () => {
  const verdict = await verdictOn(leader(), history(leads("n1", 4), leads("n2", 4)));
  expect(verdict).toMatchObject({
    anomalies: [
      {
        summary:
          "term 4 had two leaders, n1 (event 1 of process 0 at 1.00 s) and n2 (event 3 of process 0 at 3.00 s)",
        ops: [0, 2],
      },
    ],
  });
});

test("each key is an election of its own", async () => {
  const of = (key: string, node: string) => {
    const value = { node, term: 1, leader: node };
    return [
      [0, "invoke", "observe", null, { key }] as const,
      [0, "ok", "observe", value, { key }] as const,
    ];
  };
  expect(await kindsOn(leader(), history(of("a", "n1"), of("b", "n2")))).toBe("valid");
  expect(await kindsOn(leader(), history(of("a", "n1"), of("a", "n2")))).toBe("two-leaders");
});
