// The lattice of consistency models: what models forbid and what anomalies rule out, against the recorded one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  consistencyModelNames,
  forbiddenBy,
  ruledOutBy,
  withImplying,
} from "../../../src/checkers/transactional/models.ts";

const FILE = join(import.meta.dirname, "../../../../shared/conformance/transactions/lattice.json");

test("a stronger model forbids all that a weaker one does", () => {
  const weak = forbiddenBy(["read-committed"]);
  const strong = forbiddenBy(["serializable"]);
  expect([...weak].filter((kind) => !strong.has(kind))).toEqual([]);
  expect(weak.has("G2-item")).toBe(false);
});

test("names what is ruled out, the weakest apart", () => {
  expect(ruledOutBy(["G2-item"])).toEqual({
    not: ["repeatable-read"],
    alsoNot: ["serializable", "strong-serializable", "strong-session-serializable"],
  });
  expect(ruledOutBy([])).toEqual({ not: [], alsoNot: [] });
});

test("Adya's names are known, others are refused with a hint", () => {
  expect(forbiddenBy(["PL-3"])).toEqual(forbiddenBy(["serializable"]));
  expect(() => forbiddenBy(["serialisable"])).toThrow(
    'there is no consistency model "serialisable"',
  );
  expect(() => withImplying(["G3"])).toThrow('there is no anomaly "G3"');
});

interface Lattice {
  readonly "all-models": readonly string[];
  readonly "prohibited-by": Readonly<Record<string, readonly string[]>>;
  readonly "impossible-by-anomaly": Readonly<
    Record<string, { readonly not: readonly string[]; readonly "also-not": readonly string[] }>
  >;
}

/** Our own kinds: Elle throws at a value that nobody wrote, and looks for no weak level by itself. */
const OURS = new Set([
  "garbage-read",
  "fractured-read",
  "causal-violation",
  "causal-violation-process",
]);

describe.skipIf(!existsSync(FILE))("the recorded lattice (skipped where ../shared is not)", () => {
  const lattice = (): Lattice => JSON.parse(readFileSync(FILE, "utf8")) as Lattice;

  test("has the same models", () => {
    expect(consistencyModelNames()).toEqual([...lattice()["all-models"]].sort());
  });

  test("forbids the same anomalies", () => {
    for (const [model, anomalies] of Object.entries(lattice()["prohibited-by"]))
      expect([...forbiddenBy([model])].filter((kind) => !OURS.has(kind)).sort()).toEqual(
        [...anomalies].sort(),
      );
  });

  test("rules out the same models", () => {
    for (const [anomaly, models] of Object.entries(lattice()["impossible-by-anomaly"]))
      expect(ruledOutBy([anomaly])).toEqual({
        not: [...models.not].sort(),
        alsoNot: [...models["also-not"]].sort(),
      });
  });
});
