// The cache gives back what the bytes say, whatever it held before, and one text for one word.
import fc from "fast-check";
import { expect, test } from "vitest";
import { StringCache } from "../../src/store/string-cache.ts";

test("every text comes back as it is, however many there are", () => {
  const cache = new StringCache();
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "0", "\u00ff"), maxLength: 40 });
  fc.assert(
    fc.property(letters, fc.nat(3), (text, before) => {
      const bytes = Buffer.from("x".repeat(before) + text + "y", "latin1");
      expect(cache.textOf(bytes, before, before + text.length)).toBe(text);
    }),
    { numRuns: 3000 },
  );
});
