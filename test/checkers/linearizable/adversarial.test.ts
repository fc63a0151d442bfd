// A small sample of test/oracle/adversarial.ts: whatever the history, there is a verdict or an explained `unknown`.
import { expect, test } from "vitest";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { ADVERSARIES, face } from "../../oracle/adversarial.ts";

test.each(Object.keys(ADVERSARIES))(
  "%s: decided, or said why not",
  async (name) => {
    const verdict = await face(name, 0.1, randomOf(seed(1)));
    if (verdict.valid === "unknown") expect(verdict.detail).toMatch(/hardest window.*To decide it/);
    else expect([true, false]).toContain(verdict.valid);
    expect(verdict.stats["operations"]).toBeGreaterThan(4);
  },
  20_000,
);
