// The assumptions checker: what makes a run no test at all.
import { expect, test } from "vitest";
import { assumptions } from "../../src/checkers/assumptions.ts";
import { nanos } from "../../src/core/ids.ts";
import { checkContext } from "./check-context.ts";
import { faultAt, historyOf, reads, SECOND } from "./events.ts";

const check = (history: ReturnType<typeof historyOf>) =>
  assumptions().check(history, checkContext());

test("a run with answers and a fault that bit is valid", async () => {
  expect(await check(historyOf(reads(10), [faultAt(3, 6)]))).toMatchObject({ valid: true });
});

test("too few answers leave it unknown", async () => {
  expect(await check(historyOf(reads(9)))).toMatchObject({
    valid: "unknown",
    reason: "too-few-ops",
  });
});

test.each([
  [
    "never bit",
    { evidence: { seen: false, why: "0 packets dropped" } },
    /nothing shows that kill leader at 3\.0 s took effect: 0 packets dropped/,
  ],
  [
    "was never healed",
    { healed: { seen: false, why: "no answer" } },
    /nothing shows that kill leader at 3\.0 s was healed: no answer/,
  ],
] as const)("a fault that %s leaves it unknown", async (_, changes, detail) => {
  expect(await check(historyOf(reads(10), [faultAt(3, 6, changes)]))).toMatchObject({
    valid: "unknown",
    reason: "no-evidence",
    detail: expect.stringMatching(detail) as string,
  });
});

test("a fault that met no operation leaves it unknown, and every reason is listed", async () => {
  const unseen = { evidence: { seen: false, why: "still there" } } as const;
  const verdict = await check(historyOf(reads(10), [faultAt(100, 101, unseen)]));
  expect(verdict).toMatchObject({ valid: "unknown" });
  expect(verdict.details?.broken).toHaveLength(2);
});

const loadUntil = (second: number) => ({
  loadWindow: { start: nanos(0), end: nanos(second * SECOND) },
});

test("final reads that all fail leave it unknown: nobody looked", async () => {
  const history = historyOf([
    ...reads(10),
    [0, "invoke", "read"],
    [0, "fail", "read", null, { error: { code: "unavailable", message: "no leader" } }],
  ]);
  const verdict = await assumptions().check(history, checkContext(loadUntil(19)));
  expect(verdict).toMatchObject({
    valid: "unknown",
    reason: "too-few-ops",
    detail: expect.stringMatching(/no final read succeeded/) as string,
  });
});

test("final reads under a fault leave it unknown, even if it was healed later", async () => {
  const run = (healed: number) =>
    assumptions().check(historyOf(reads(12), [faultAt(3, healed)]), checkContext(loadUntil(20.5)));
  expect(await run(23)).toMatchObject({
    valid: "unknown",
    detail: "final reads began before kill leader at 3.0 s was healed",
  });
  expect(await run(21)).toMatchObject({ valid: true });
});

test.each([
  [0, "the run was too short for its nemesis: no fault was planned"],
  [3, "2 of 3 planned faults were never injected"],
])("a nemesis that planned %i faults and struck once, or never", async (plannedFaults, detail) => {
  const faults = plannedFaults === 0 ? [] : [faultAt(3, 6)];
  const checker = assumptions({ plannedFaults });
  expect(await checker.check(historyOf(reads(10), faults), checkContext())).toMatchObject({
    valid: "unknown",
    reason: "no-evidence",
    detail,
  });
});
