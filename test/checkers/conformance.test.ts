// Recorded verdicts of others' checkers, where the shared folder with them is beside the project.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerLine } from "../../src/checkers/manifest.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/conformance/linearizability");
const there = existsSync(FOLDER);
const files = there ? readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl")) : [];

if (!there)
  test.skip("recorded linearizability verdicts: skipped, ../shared/conformance is not there", () =>
    undefined);

interface Recorded {
  readonly name: string;
  readonly expected: { readonly linearizable: { readonly valid: boolean } };
}

test.each(files)("agrees with every recorded verdict of %s", async (file) => {
  const lines = readFileSync(join(FOLDER, file), "utf8").split("\n").filter(Boolean);
  const wrong: string[] = [];
  for (const line of lines) {
    const { name, expected } = JSON.parse(line) as Recorded;
    const answer = await answerLine(line, file);
    if (answer.valid !== expected.linearizable.valid) wrong.push(name);
  }
  expect(lines.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});
