// The end of `npm test`: what it counts, and that nothing that failed can end green.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../scripts/summarize-tests.ts");

const report = (...files: readonly (readonly string[])[]): string =>
  JSON.stringify({
    testResults: files.map((statuses) => ({
      status: statuses.includes("failed") || statuses.length === 0 ? "failed" : "passed",
      assertionResults: statuses.map((status) => ({ status })),
    })),
  });

function summarize(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): { readonly exit: number | null; readonly lines: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "faultline-summary-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { PATH: process.env["PATH"], ...environment };
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, folder], {
    env,
    encoding: "utf8",
  });
  return { exit: status, lines: stdout.trim().split("\n") };
}

test("projects are added up in one last line", () => {
  const { exit, lines } = summarize({
    stages: "unit 0\nprocess 0\n",
    "unit.json": report(["passed", "passed"], ["passed", "skipped"]),
    "process.json": report(["passed", "pending", "todo"]),
  });
  expect(exit).toBe(0);
  expect(lines).toEqual(["4 passed, 0 failed, 3 skipped"]);
});

test("a failed test is counted and its stage named", () => {
  const { exit, lines } = summarize({
    stages: "unit 1\n",
    "unit.json": report(["passed", "failed"]),
  });
  expect(exit).toBe(1);
  expect(lines).toEqual(["FAILED unit", "1 passed, 1 failed, 0 skipped"]);
});

test.each([
  ["a file that did not load", { stages: "unit 1\n", "unit.json": report(["passed"], []) }, 1],
  ["an error outside tests", { stages: "unit 1\n", "unit.json": report(["passed"]) }, 1],
  ["a stage without tests", { stages: "lint 1\n" }, 0],
  ["a stage whose report is missing", { stages: "unit 137\n" }, 0],
])("%s is one failure", (_, files, passed) => {
  const { exit, lines } = summarize(files);
  expect(exit).toBe(1);
  expect(lines.at(-1)).toBe(`${String(passed)} passed, 1 failed, 0 skipped`);
});

test("a run without a single test is a failure", () => {
  expect(summarize({}).exit).toBe(1);
  expect(summarize({ stages: "unit 0\n", "unit.json": report() }).exit).toBe(1);
});

test("what could not run is listed with its reason, and fails only where it is required", () => {
  const files = {
    stages: "unit 0\n",
    "unit.json": report(["passed"]),
    missing: "docker: no engine answers; to enable: start one\n",
  };
  expect(summarize(files)).toEqual({
    exit: 0,
    lines: [
      "NOT RUN docker: no engine answers; to enable: start one",
      "1 passed, 0 failed, 0 skipped",
    ],
  });
  expect(summarize(files, { FAULTLINE_REQUIRE_DOCKER: "1" })).toEqual({
    exit: 1,
    lines: [
      "FAILED docker: no engine answers; to enable: start one",
      "1 passed, 1 failed, 0 skipped",
    ],
  });
});
