// What a run says of faults that it could not heal.
import { expect, test } from "vitest";
import { nanos, nodeId } from "../../src/core/ids.ts";
import type { UnhealedFault } from "../../src/nemesis/supervisor.ts";
import { unhealedError } from "../../src/runner/unhealed.ts";

const fault = (name: string, byHand: string | null): UnhealedFault => ({
  window: {
    id: 0,
    kind: "pause",
    name,
    targets: [nodeId("n2")],
    start: nanos(1),
    end: null,
    evidence: { seen: true, detail: "it stood still" },
    healed: { seen: false, why: "frozen for good" },
  },
  byHand,
});

test("nothing, where all was healed", () => {
  expect(unhealedError([])).toBeNull();
});

test("names the fault, why, and the command that undoes it", () => {
  const error = unhealedError([fault("pause one", "docker unpause abc")]);
  expect(error?.code).toBe("unhealed");
  expect(error?.message).toBe("not healed: pause one on n2 (frozen for good)");
  expect(error?.hint).toMatch(/type: docker unpause abc$/);
});

test("a fault without a command is left to faultline clean", () => {
  const error = unhealedError([fault("pause one", "docker unpause abc"), fault("skew", null)]);
  expect(error?.hint).toMatch(/docker unpause abc; faultline clean$/);
});
