// Settings of scenario files: what a file looks at is passed on, what it never looks at is refused.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadScenarioFile } from "../../src/scenario/load.ts";

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "faultline-load-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, body: string): string {
  const path = join(folder, name);
  const system = `{ name: "s", ready: () => true, clients: { w: () => ({}) } }`;
  const workload = `{ name: "w", generator: () => null, checkers: [] }`;
  const defaults = `description: "", tags: [], nodes: 3, topology: null, nemesis: null, rate: 10, concurrency: 1, duration: "1s", recovery: "0s", opTimeout: "1s", expectRecovery: null, expect: "valid", backend: null`;
  writeFileSync(
    path,
    `const made = (name) => ({ name, system: ${system}, workload: ${workload}, ${defaults} });\n${body}\n`,
  );
  return path;
}

it("passes settings to a file that exports a function", async () => {
  const path = file("takes.mjs", "export default ({ to = 'default' }) => made(to);");
  expect(await loadScenarioFile(path, { to: "there" })).toMatchObject({
    scenario: { name: "there" },
  });
  expect(await loadScenarioFile(path)).toMatchObject({ scenario: { name: "default" } });
});

it("takes a file that spreads its settings to look at all of them", async () => {
  const path = file("spreads.mjs", "export default (all) => made(Object.values({ ...all })[0]);");
  expect(await loadScenarioFile(path, { any: "seen" })).toMatchObject({
    scenario: { name: "seen" },
  });
});

it("refuses a setting that the file never looks at, and names those it does", async () => {
  const path = file("other.mjs", "export default ({ keys }) => made('a');");
  await expect(loadScenarioFile(path, { kyes: "1" })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(/no setting "kyes"/) as string,
    hint: expect.stringMatching(/takes keys/) as string,
  });
});

it("names the scenario of a suite that is wrong", async () => {
  const path = file(
    "suite.mjs",
    "export default { kind: 'suite', name: 's', scenarios: [made('a'), { ...made('b'), rate: -1 }] };",
  );
  await expect(loadScenarioFile(path)).rejects.toThrow(/suite\.mjs: scenario 2: rate: must be/);
});
