// Checks of transactions that run into a limit: an answer that says what was done and what would decide the rest.
import { expect, test } from "vitest";
import { classify } from "../../../src/checkers/transactional/classify.ts";
import { EDGE, EdgeList } from "../../../src/checkers/transactional/edge-list.ts";
import { graphOf } from "../../../src/checkers/transactional/graph.ts";
import { limitsOf } from "../../../src/checkers/transactional/limits.ts";
import { transactional } from "../../../src/checkers/transactional/transactional.ts";
import type { UnknownReason } from "../../../src/core/verdict.ts";
import { checkContext } from "../check-context.ts";
import { atOnce, ok, txnHistory } from "./txn-history.ts";

const SKEW = atOnce(["r x", "a y 1"], ["r y", "a x 1"], ["r x 1", "r y 1"]);

test.each([
  ["timeout", { timeLimitMs: -1 }, "a longer time limit would decide it"],
  ["interrupted", { signal: AbortSignal.abort() }, "when the check was interrupted"],
])("%s: says so instead of a verdict", async (reason, limit, words) => {
  const context = { ...checkContext(), ...limit };
  const verdict = await transactional("list", {}).check(txnHistory("list", SKEW), context);
  expect(verdict).toMatchObject({ valid: "unknown", reason });
  expect(verdict.valid === "unknown" && verdict.detail).toContain(words);
});

test("memory: says what the check would need, before it takes it", async () => {
  const many = txnHistory(
    "list",
    ...Array.from({ length: 3e4 }, (_, i) => ok(0, `a x ${String(i)}`)),
  );
  const context = checkContext({ memoryLimitBytes: 1000 });
  const verdict = await transactional("list", {}).check(many, context);
  expect(verdict).toMatchObject({ valid: "unknown", reason: "memory" });
  expect(verdict.valid === "unknown" && verdict.detail).toMatch(
    /^the check needs up to \d+ MB .* a higher memory limit would decide it/,
  );
});

/** Two transactions that overwrite each other, and two that miss each other. */
function twoComponents(): EdgeList {
  const edges = new EdgeList(4);
  edges.add(0, 1, EDGE.rw);
  edges.add(1, 0, EDGE.rw);
  edges.add(2, 3, EDGE.ww);
  edges.add(3, 2, EDGE.ww);
  return edges;
}

/** Limits that are reached after so many questions. */
const after = (questions: number) => {
  let asked = 0;
  const reached = (): Promise<UnknownReason | null> =>
    Promise.resolve(asked++ < questions ? null : "timeout");
  return { ...limitsOf(checkContext()), reached };
};

test("a stopped classification names some cycle and all kinds that may be there, too", async () => {
  const found = await classify(graphOf(twoComponents()), 4, "none", after(1));
  expect(found).toMatchObject({ stopped: "timeout", unsearched: 1 });
  expect(found.found).toHaveLength(1);
  const [first] = found.found;
  const kinds = ["G0", "G1c", "G-single-item", "G-nonadjacent-item", "G2-item"];
  const implied = first?.kind === "G0" ? ["G0", "G1c"] : ["G2-item"];
  expect(found.undecided).toEqual(kinds.filter((kind) => !implied.includes(kind)));
});

test("a classification that comes to its end leaves nothing open", async () => {
  const found = await classify(graphOf(twoComponents()), 4, "none", after(Infinity));
  expect(found).toMatchObject({ stopped: null, unsearched: 0, undecided: [], cut: 0 });
  expect(found.found.map(({ kind }) => kind).sort()).toEqual(["G0", "G2-item"]);
});

const CROWD = 2500;

/** Lost updates on one register: one version, everybody's read and everybody's overwriting. */
const crowd = () =>
  txnHistory(
    "register",
    ok(0, "w x 1"),
    ...Array.from({ length: CROWD }, (_, i) => ok(i % 20, "r x 1", `w x ${String(i + 2)}`)),
  );

test("a cut search is no absence: what it might have missed is not said to be away", async () => {
  const single = { anomalies: ["G-single-item"], wfrKeys: true };
  const verdict = await transactional("register", single).check(crowd(), checkContext());
  const strict = await transactional("register", { wfrKeys: true }).check(crowd(), checkContext());
  expect(strict).toMatchObject({ valid: false });
  expect(strict.details?.undecided).toContain("G-single-item");
  expect(strict.valid === false && strict.anomalies[0].summary).toContain("There may be worse");
  expect(verdict).toMatchObject({ valid: "unknown", reason: "timeout" });
});
