// Enforces the house rules over the whole tree; CONTRIBUTING.md says them in words, test/tidy/ holds them as data.
import { expect, test } from "vitest";
import { checkerFindings, faultFindings, mutationFindings } from "./tidy/coverage.ts";
import { render, type Finding } from "./tidy/finding.ts";
import { unusedExportFindings } from "./tidy/exports.ts";
import { hygieneFindings } from "./tidy/hygiene.ts";
import { layerFindings, scenarioFindings } from "./tidy/layers.ts";
import { rimFindings } from "./tidy/rim.ts";
import * as shape from "./tidy/shape.ts";
import { projectFiles, readProjectFile, unitsOf } from "./tidy/tree.ts";

const files = projectFiles();
const units = unitsOf(files);
const expectNone = (findings: readonly Finding[]): void => {
  expect(render(findings)).toBe("");
};

test("imports obey the layers", () => {
  expectNone(layerFindings(units));
});

test("scenarios import the public API alone", () => {
  expectNone(scenarioFindings(units));
});

test("every file says in its first lines what it is for", () => {
  expectNone(shape.headerFindings(units));
});

test("no file is longer than the limit", () => {
  expectNone(shape.fileSizeFindings(units));
});

test("no function is longer than the limit", () => {
  expectNone(shape.functionSizeFindings(units));
});

test("most files and functions are short", () => {
  const { median, p90 } = shape.proportions(units);
  expect(median).toBeLessThanOrEqual(shape.LIMITS.fileLinesMedian);
  expect(p90).toBeLessThanOrEqual(shape.LIMITS.functionLinesP90);
});

test("files are named after their concept, in kebab-case", () => {
  expectNone(shape.nameFindings(files));
});

test("real time, chance, the process and the console stay at the rim", () => {
  expectNone(rimFindings(units));
});

test("every export is imported somewhere", () => {
  expectNone(unusedExportFindings(units));
});

test("nothing of one machine and no unexplained exception is committed", () => {
  const text = files.filter((file) => !/\.(png|ico|woff2?|edn|jsonl)$/.test(file));
  expectNone(text.flatMap((file) => hygieneFindings(file, readProjectFile(file))));
});

test("every checker, kind of fault and seeded bug has its tests", () => {
  expectNone([...checkerFindings(units), ...faultFindings(units), ...mutationFindings(units)]);
});
