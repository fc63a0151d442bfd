// The assumptions checker: what makes a run no test at all.
import { expect, test } from "vitest";
import { assumptions } from "../../src/checkers/assumptions.ts";
import { checkContext } from "./check-context.ts";
import { faultAt, historyOf, reads } from "./events.ts";

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
