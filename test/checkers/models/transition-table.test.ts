// The table of transitions: what was noted is found, whatever the hashes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TransitionTable } from "../../../src/checkers/models/transition-table.ts";

const transitions = fc.uniqueArray(fc.tuple(fc.nat(300), fc.nat(300), fc.integer({ min: -1 })), {
  selector: ([state, kind]) => `${String(state)},${String(kind)}`,
  maxLength: 400,
});

test("it gives what was set, and nothing else", () => {
  fc.assert(
    fc.property(transitions, (all) => {
      const table = new TransitionTable();
      for (const [state, kind, after] of all) {
        expect(table.get(state, kind)).toBeUndefined();
        table.set(state, kind, after);
      }
      for (const [state, kind, after] of all) expect(table.get(state, kind)).toBe(after);
    }),
  );
});
